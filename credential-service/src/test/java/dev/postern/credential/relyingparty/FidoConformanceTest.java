package dev.postern.credential.relyingparty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.credential.authenticator.MalformedDataException;
import dev.postern.problem.ApiProblem;
import dev.postern.testkit.conformance.ConformanceLedger;
import dev.postern.testkit.conformance.ConformanceLedger.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The FIDO Alliance's list of server cases, each with the reason it must be refused for: a server
 * that fails for another reason has not understood the case.
 */
@DisplayName("FIDO2 server conformance")
class FidoConformanceTest {

    private static final Map<String, Line> LINES = new LinkedHashMap<>();

    private static final List<FidoCase> CASES = all();

    static List<FidoCase> cases() {
        return CASES;
    }

    private static List<FidoCase> all() {
        List<FidoCase> cases = new ArrayList<>(new FidoRegistrationCases().all());
        cases.addAll(new FidoAttestationCases().all());
        cases.addAll(new FidoPlatformCases().all());
        cases.addAll(new FidoAuthenticationCases().all());
        cases.addAll(new FidoMetadataCases().all());
        return cases;
    }

    @Test
    void shouldHoldEveryCaseOfTheListOnce() {
        assertThat(cases()).extracting(FidoCase::id).doesNotHaveDuplicates().hasSize(167);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shouldJudgeTheCaseByItsReason(FidoCase one) {
        for (Runnable attempt : one.attempts()) {
            assertThat(outcome(attempt)).isEqualTo(one.expected());
        }
        LINES.put(one.id(), new Line(one.id(), one.title(), one.expected(), one.note()));
    }

    private static String outcome(Runnable attempt) {
        try {
            attempt.run();
            return FidoCase.ACCEPTED;
        } catch (ApiProblem refused) {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("webauthn_verification_failed");
            return refused.type().toString();
        } catch (MalformedDataException blob) {
            return FidoMetadataCases.Blob.REFUSED.name();
        }
    }

    @AfterAll
    static void writeDown() {
        if (LINES.size() < CASES.size()) {
            return; // not every case was run, or one failed
        }
        ConformanceLedger.write(
                "FIDO2 server: responses and metadata",
                "The FIDO Alliance's list of server cases (conformance-test-tools-resources,"
                        + " revision 6c4d97a), rebuilt from its descriptions.",
                LINES.values());
    }
}
