package dev.postern.credential;

import static dev.postern.credential.Ceremonies.authenticator;
import static dev.postern.credential.Ceremonies.body;
import static dev.postern.credential.Ceremonies.creationOptions;
import static dev.postern.credential.Ceremonies.failed;
import static dev.postern.credential.Ceremonies.refused;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.testkit.authenticator.Tampering;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DisplayName("sign-up with a passkey")
class PasskeySignUpTest {

    private static final String VERIFY = "/auth/v1/passkeys/signup/verify";
    private static final String COUNT =
            "SELECT count(*) FROM auth.webauthn_credentials WHERE user_id = ?";

    @BeforeEach
    void forget() {
        FakePeers.reset();
    }

    private static ObjectNode answer(UUID challenge, String email, Tampering tampering) {
        ObjectNode body =
                body(
                        challenge,
                        authenticator().register(creationOptions(challenge, challenge), tampering));
        body.put("email", email);
        body.putObject("data").put("name", "Ann");
        return body;
    }

    private static Response post(JsonNode body) {
        return given().contentType("application/json").body(body.toString()).post(VERIFY);
    }

    @Test
    @DisplayName("stores the passkey for the id that the options held and answers the session")
    void shouldMakeAUserOfAPasskey() {
        UUID challenge = FakePeers.lend("signup", null);

        Response session = post(answer(challenge, "ann@example.org", Tampering.none()));

        session.then()
                .statusCode(200)
                .header("sb-auth-refresh-token-counter", "0")
                .body("refresh_token", is("AAECAwQFBgcICQoL"));
        assertThat(Database.count(COUNT, challenge)).isEqualTo(1);
        JsonNode applicant =
                FakePeers.CALLS.stream()
                        .filter(call -> call.path().equals("/internal/signups"))
                        .findFirst()
                        .orElseThrow()
                        .body();
        assertThat(applicant.get("user_id").asText()).isEqualTo(challenge.toString());
        assertThat(applicant.get("email").asText()).isEqualTo("ann@example.org");
        assertThat(applicant.at("/data/name").asText()).isEqualTo("Ann");
        assertThat(applicant.get("aal").asText()).isEqualTo("aal1");
    }

    @Test
    @DisplayName("an address that is taken leaves no passkey behind")
    void shouldTakeThePasskeyBackWhenTheUserIsRefused() {
        UUID challenge = FakePeers.lend("signup", null);

        refused(
                post(answer(challenge, "taken@example.org", Tampering.none())),
                422,
                "user_already_exists",
                "User already registered");

        assertThat(Database.count(COUNT, challenge)).isZero();
    }

    @Test
    @DisplayName("after an outage the passkey stays: the user may have been made")
    void shouldKeepThePasskeyWhenNobodyKnowsWhetherTheUserExists() {
        UUID challenge = FakePeers.lend("signup", null);
        FakePeers.FAULTS.put("/internal/signups", 0);

        post(answer(challenge, "ann@example.org", Tampering.none())).then().statusCode(503);

        assertThat(Database.count(COUNT, challenge)).isEqualTo(1);
    }

    @Test
    @DisplayName("nothing is stored for a bad answer, a replay or another kind of challenge")
    void shouldHoldASignUpToTheCeremony() {
        UUID challenge = FakePeers.lend("signup", null);
        ObjectNode bad =
                answer(
                        challenge,
                        "ann@example.org",
                        Tampering.none().origin("https://evil.example"));
        failed(post(bad));
        refused(
                post(bad),
                400,
                "webauthn_challenge_not_found",
                "Challenge not found or already used");
        UUID signIn = FakePeers.lend("authentication", null);
        refused(
                post(answer(signIn, "ann@example.org", Tampering.none())),
                400,
                "webauthn_challenge_not_found",
                "Challenge not found or already used");
        assertThat(FakePeers.CHALLENGES).containsKey(signIn);
        assertThat(Database.count(COUNT, challenge)).isZero();
        assertThat(FakePeers.CALLS).noneMatch(call -> call.path().equals("/internal/signups"));
    }

    @Test
    @DisplayName("without an address the challenge is not touched")
    void shouldDemandAnAddressFirst() {
        UUID challenge = FakePeers.lend("signup", null);
        ObjectNode body = answer(challenge, "ann@example.org", Tampering.none());
        body.remove("email");

        refused(
                post(body),
                400,
                "validation_failed",
                "Unable to validate email address: invalid format");

        assertThat(FakePeers.CHALLENGES).containsKey(challenge);
    }
}
