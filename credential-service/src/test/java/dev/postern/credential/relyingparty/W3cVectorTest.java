package dev.postern.credential.relyingparty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.problem.ApiProblem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("WebAuthn Level 3 test vectors")
class W3cVectorTest {

    private static final Optional<Vectors> VECTORS = Vectors.find();

    private final RelyingParty relyingParty =
            new Level3RelyingParty((attestation, aaguid, key, conveyance) -> false);
    private final ResponseReader strict = Vectors.reader(false);

    static List<String> names() {
        return VECTORS.map(
                        found ->
                                found.vectors().stream()
                                        .map(vector -> vector.get("name").asText())
                                        .toList())
                .orElse(List.of("absent"));
    }

    static List<String> negatives() {
        return VECTORS.map(
                        found ->
                                found.negatives().stream()
                                        .map(negative -> negative.get("name").asText())
                                        .toList())
                .orElse(List.of("absent"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void shouldAcceptTheRegistrationAndThenTheAuthentication(String name) {
        JsonNode vector = vectors().vector(name);

        VerifiedRegistration registered = register(vector);
        VerifiedAuthentication authenticated =
                relyingParty.verifyAuthentication(
                        strict.authentication(Vectors.authenticationJson(vector)),
                        Vectors.record(registered),
                        vectors()
                                .expectation(
                                        vector, vector.at("/authentication/challenge").asText()));

        assertThat(registered.attestationFormat())
                .isEqualTo(vector.get("attestationFormat").asText());
        assertThat(registered.aaguid())
                .isEqualTo(UUID.fromString(vector.at("/registration/aaguid").asText()));
        assertThat(authenticated.signCount()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("negatives")
    void shouldJudgeTheNegativeCaseByItsStatedReason(String name) {
        JsonNode negative =
                vectors().negatives().stream()
                        .filter(candidate -> candidate.get("name").asText().equals(name))
                        .findFirst()
                        .orElseThrow();

        Throwable outcome = catchThrowable(() -> judge(negative));

        if (negative.get("expect").asText().equals("accept")) {
            assertThat(outcome).isNull();
        } else {
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            ApiProblem.class,
                            problem -> {
                                assertThat(problem.status()).isEqualTo(400);
                                assertThat(problem.code())
                                        .isEqualTo("webauthn_verification_failed");
                                assertThat(problem.type())
                                        .hasToString(negative.get("reason").asText());
                            });
        }
    }

    @Test
    void shouldTolerateThePaddingThatOldClientsSend() {
        JsonNode vector = vectors().vector("none.ES256");
        ObjectNode padded = Vectors.registrationJson(vector);
        ObjectNode response = (ObjectNode) padded.get("response");
        response.put("clientDataJSON", response.get("clientDataJSON").asText() + "=");

        RegistrationResponse read = Vectors.reader(true).registration(padded);

        assertThat(read.id()).hasSize(32);
    }

    private void judge(JsonNode negative) {
        JsonNode base = vectors().vector(negative.get("base").asText());
        ObjectNode json = Vectors.negativeJson(negative);
        Expectation expected = vectors().expectation(negative);
        if (negative.get("ceremony").asText().equals("registration")) {
            relyingParty.verifyRegistration(strict.registration(json), expected);
        } else {
            AuthenticationResponse response = strict.authentication(json);
            VerifiedRegistration registered = register(base);
            mustBeTheRecord(response, registered);
            relyingParty.verifyAuthentication(response, Vectors.record(registered), expected);
        }
    }

    /** What the look-up by credential id does in the service. */
    private static void mustBeTheRecord(
            AuthenticationResponse response, VerifiedRegistration registered) {
        if (!Arrays.equals(response.id(), registered.credentialId())) {
            throw Refusal.CREDENTIAL_ID_MISMATCH.problem();
        }
    }

    private VerifiedRegistration register(JsonNode vector) {
        return relyingParty.verifyRegistration(
                strict.registration(Vectors.registrationJson(vector)),
                vectors().expectation(vector, vector.at("/registration/challenge").asText()));
    }

    private static Vectors vectors() {
        Assumptions.assumeTrue(
                VECTORS.isPresent(), "no folder shared/vectors beside the checkout, so no vectors");
        return VECTORS.orElseThrow();
    }
}
