package dev.postern.credential;

import static dev.postern.credential.Ceremonies.authentication;
import static dev.postern.credential.Ceremonies.authenticator;
import static dev.postern.credential.Ceremonies.failed;
import static dev.postern.credential.Ceremonies.postAuthentication;
import static dev.postern.credential.Ceremonies.postRegistration;
import static dev.postern.credential.Ceremonies.registered;
import static dev.postern.credential.Ceremonies.registration;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;

import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(CounterPolicyRejectTest.OperatorsChoice.class)
class CounterPolicyRejectTest {

    private static final String MODEL = "01020304-0506-0708-090a-0b0c0d0e0f10";

    /** What an operator may set: clones refused, a name table of their own. */
    public static class OperatorsChoice implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path file = Files.createTempFile("aaguids", ".json");
                Files.writeString(
                        file, "{\"%s\":{\"name\":\"House Key\"},\"broken\":{}}".formatted(MODEL));
                return Map.of(
                        "postern.passkeys.counter-policy",
                        "reject",
                        "postern.passkeys.aaguid-file",
                        file.toString());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    TestUser user;

    @BeforeEach
    void newUser() {
        FakePeers.reset();
        user = TestUser.confirmed();
    }

    @Test
    @DisplayName("S2: with policy reject a counter that does not rise is refused and marked")
    void shouldRefuseASuspectedClone() {
        SoftwareAuthenticator authenticator = authenticator();
        UUID passkey = registered(user, authenticator);
        SoftwareAuthenticator clone = authenticator.cloned();
        postAuthentication(authentication(authenticator)).then().statusCode(200);
        String row = "SELECT * FROM auth.webauthn_credentials WHERE id = ?";
        Map<String, Object> before = Database.row(row, passkey);

        failed(postAuthentication(authentication(clone)));

        assertThat(Database.row(row, passkey))
                .containsEntry("last_used_at", before.get("last_used_at"))
                .containsEntry("sign_count", 2L)
                .extracting("clone_suspected_at")
                .isNotNull();
        assertThat(FakePeers.CALLS)
                .filteredOn(call -> call.path().equals("/internal/sessions"))
                .hasSize(1);
    }

    @Test
    @DisplayName("S17: a name added to the operator's file is used without a rebuild")
    void shouldUseTheOperatorsNames() {
        SoftwareAuthenticator house = authenticator().aaguid(UUID.fromString(MODEL));
        SoftwareAuthenticator apple =
                authenticator().aaguid(UUID.fromString("fbfc3007-154e-4ecc-8c0b-6e020557d7bd"));

        postRegistration(user, registration(user, house))
                .then()
                .body("friendly_name", is("House Key"));
        postRegistration(user, registration(user, apple))
                .then()
                .body("friendly_name", is("Apple Passwords"));
    }

    @Test
    void shouldCountOutcomesByTheirReasonInTheMetrics() {
        SoftwareAuthenticator authenticator = authenticator();
        registered(user, authenticator);
        SoftwareAuthenticator clone = authenticator.cloned();
        postAuthentication(authentication(authenticator)).then().statusCode(200);
        failed(postAuthentication(authentication(clone)));

        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(
                        containsString(
                                "postern_webauthn_verifications_total{ceremony=\"authentication\","
                                        + "outcome=\"counter_not_rising\"}"))
                .body(
                        containsString(
                                "postern_webauthn_verifications_total{ceremony=\"registration\","
                                        + "outcome=\"success\"}"));
    }

    @Test
    void shouldDescribeEveryPathOfTheContract() {
        given().accept("application/json")
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body(
                        "paths.keySet()",
                        hasItems(
                                "/auth/v1/passkeys",
                                "/auth/v1/passkeys/{passkey_id}",
                                "/auth/v1/passkeys/registration/verify",
                                "/auth/v1/passkeys/authentication/verify",
                                "/auth/v1/admin/users/{user_id}/passkeys",
                                "/auth/v1/admin/users/{user_id}/passkeys/{passkey_id}"));
    }
}
