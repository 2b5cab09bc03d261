package dev.postern.credential.relyingparty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.postern.credential.authenticator.MalformedDataException;
import dev.postern.problem.ApiProblem;
import dev.postern.testkit.conformance.ConformanceLedger;
import dev.postern.testkit.conformance.ConformanceLedger.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The FIDO Alliance's list of server cases, each with the reason it must be refused for: a server
 * that fails for another reason has not understood the case.
 */
@DisplayName("FIDO2 server conformance")
class FidoConformanceTest {

    private static final Map<String, Line> LINES = new LinkedHashMap<>();

    private static List<FidoCase> cases() {
        List<FidoCase> cases = new ArrayList<>(new FidoRegistrationCases().all());
        cases.addAll(new FidoAttestationCases().all());
        cases.addAll(new FidoPlatformCases().all());
        cases.addAll(new FidoAuthenticationCases().all());
        cases.addAll(new FidoMetadataCases().all());
        return cases;
    }

    @TestFactory
    Stream<DynamicTest> responsesAndMetadata() {
        return cases().stream()
                .map(one -> dynamicTest(one.id() + ": " + one.title(), () -> judge(one)));
    }

    @Test
    void shouldHoldEveryCaseOfTheListOnce() {
        assertThat(cases()).extracting(FidoCase::id).doesNotHaveDuplicates().hasSize(167);
    }

    private static void judge(FidoCase one) {
        for (Supplier<?> attempt : one.attempts()) {
            assertThat(outcome(attempt)).isEqualTo(one.expected());
        }
        LINES.put(one.id(), new Line(one.id(), one.title(), one.expected(), one.note()));
    }

    private static String outcome(Supplier<?> attempt) {
        try {
            attempt.get();
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
        ConformanceLedger.write(
                "FIDO2 server: responses and metadata",
                "The FIDO Alliance's list of server cases (conformance-test-tools-resources,"
                        + " revision 6c4d97a), rebuilt from its descriptions.",
                LINES.values());
    }
}
