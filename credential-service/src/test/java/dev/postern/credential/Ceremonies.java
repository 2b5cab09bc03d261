package dev.postern.credential;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import dev.postern.testkit.authenticator.Tampering;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.hamcrest.Matchers;

/** Plays ceremonies against the service under test, as a browser would. */
final class Ceremonies {

    static final String ORIGIN = "http://localhost:8000";
    static final String REGISTER = "/auth/v1/passkeys/registration/verify";
    static final String AUTHENTICATE = "/auth/v1/passkeys/authentication/verify";

    private Ceremonies() {}

    static SoftwareAuthenticator authenticator() {
        return new SoftwareAuthenticator(ORIGIN);
    }

    /** What challenge-service would have given out with a lent challenge. */
    static ObjectNode creationOptions(UUID challengeId, UUID userId) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        options.putObject("rp").put("id", "localhost").put("name", "Postern");
        options.putObject("user")
                .put(
                        "id",
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(
                                        userId.toString().getBytes(StandardCharsets.US_ASCII)));
        return options.put("challenge", FakePeers.CHALLENGES.get(challengeId).value());
    }

    static ObjectNode requestOptions(UUID challengeId) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("rpId", "localhost")
                .put("challenge", FakePeers.CHALLENGES.get(challengeId).value());
    }

    static ObjectNode body(UUID challengeId, JsonNode credential) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("challenge_id", challengeId.toString());
        body.set("credential", credential);
        return body;
    }

    /** A finished registration request of an honest authenticator. */
    static ObjectNode registration(TestUser user, SoftwareAuthenticator authenticator) {
        return registration(user, authenticator, Tampering.none());
    }

    static ObjectNode registration(
            TestUser user, SoftwareAuthenticator authenticator, Tampering tampering) {
        UUID challenge = FakePeers.lend("registration", user.id);
        return body(
                challenge, authenticator.register(creationOptions(challenge, user.id), tampering));
    }

    static ObjectNode authentication(SoftwareAuthenticator authenticator) {
        return authentication(authenticator, Tampering.none());
    }

    static ObjectNode authentication(SoftwareAuthenticator authenticator, Tampering tampering) {
        UUID challenge = FakePeers.lend("authentication", null);
        return body(challenge, authenticator.authenticate(requestOptions(challenge), tampering));
    }

    static Response postRegistration(TestUser user, JsonNode body) {
        return given().header("Authorization", "Bearer " + user.token())
                .contentType("application/json;charset=UTF-8")
                .body(body.toString())
                .post(REGISTER);
    }

    static Response postAuthentication(JsonNode body) {
        return given().contentType("application/json;charset=UTF-8")
                .body(body.toString())
                .post(AUTHENTICATE);
    }

    /** Registers and returns the passkey's record id. */
    static UUID registered(TestUser user, SoftwareAuthenticator authenticator) {
        return UUID.fromString(
                postRegistration(user, registration(user, authenticator))
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("id"));
    }

    /** Status, code and words of a refusal in the envelope without a version. */
    static ValidatableResponse refused(Response response, int status, String code, String message) {
        return response.then()
                .statusCode(status)
                .contentType("application/json")
                .header("x-sb-error-code", code)
                .body("code", Matchers.is(status))
                .body("error_code", Matchers.is(code))
                .body("msg", Matchers.is(message));
    }

    static void failed(Response response) {
        refused(response, 400, "webauthn_verification_failed", "Credential verification failed");
    }

    static void unreadable(Response response) {
        refused(response, 400, "webauthn_verification_failed", "Invalid credential response");
    }
}
