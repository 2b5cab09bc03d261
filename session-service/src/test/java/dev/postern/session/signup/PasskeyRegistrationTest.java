package dev.postern.session.signup;

import static dev.postern.session.Refusals.assertRefusedToOldClient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.postern.session.SessionServiceTest;
import dev.postern.session.settings.Settings;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Users who sign up by passkey alone, as credential-service asks for them. */
@QuarkusTest
class PasskeyRegistrationTest extends SessionServiceTest {

    @Inject Settings settings;

    @AfterEach
    void restore() throws Throwable {
        database.change("DELETE FROM auth.project_settings");
        VertxContextSupport.subscribeAndAwait(settings::reread);
    }

    private void override(String json) throws Throwable {
        database.change(
                "INSERT INTO auth.project_settings (project, overrides)"
                        + " VALUES ('default', CAST(? AS jsonb))",
                json);
        VertxContextSupport.subscribeAndAwait(settings::reread);
    }

    private static Response signUpByPasskey(UUID id, String email) {
        return service()
                .body(
                        body(
                                "user_id",
                                id.toString(),
                                "email",
                                email,
                                "data",
                                Map.of("name", "Ann"),
                                "credential_id",
                                UUID.randomUUID().toString(),
                                "aal",
                                "aal1",
                                "ip",
                                "192.0.2.7",
                                "user_agent",
                                "Test/1"))
                .post("/internal/signups");
    }

    @Test
    void shouldRefuseUnlessItIsSwitchedOn() {
        assertRefusedToOldClient(
                signUpByPasskey(UUID.randomUUID(), newEmail()),
                422,
                "signup_disabled",
                "Signups not allowed for this instance");
    }

    @Test
    void shouldMakeAUserWithoutPasswordAndOpenTheirSession() throws Throwable {
        override("{\"passkey_sign_up_enabled\": true}");
        UUID id = UUID.randomUUID();
        String email = newEmail();

        Response session = signUpByPasskey(id, email.toUpperCase(Locale.ROOT));

        session.then()
                .statusCode(200)
                .header("sb-auth-user-id", id.toString())
                .body("access_token", notNullValue())
                .body("user.id", equalTo(id.toString()))
                .body("user.email", equalTo(email))
                .body("user.email_confirmed_at", notNullValue())
                .body("user.user_metadata.name", equalTo("Ann"))
                .body("user.identities", hasSize(1));
        assertThat(claims(session).path("amr").get(0).path("method").asText()).isEqualTo("passkey");
        as(session).get("/auth/v1/user").then().statusCode(200);
        assertThat(
                        database.one(
                                "SELECT coalesce(encrypted_password, 'none') FROM auth.users"
                                        + " WHERE id = ?",
                                id))
                .isIn("none", "");
        signIn(email, PASSWORD).then().statusCode(400);
    }

    @Test
    void shouldRefuseAnAddressThatIsTaken() throws Throwable {
        override("{\"passkey_sign_up_enabled\": true}");
        String email = newEmail();
        signUp(email);
        UUID id = UUID.randomUUID();

        assertRefusedToOldClient(
                signUpByPasskey(id, email), 422, "user_already_exists", "User already registered");

        assertThat(database.one("SELECT count(*) FROM auth.users WHERE id = ?", id)).isEqualTo("0");
    }

    @Test
    void shouldRefuseWhereAddressesMustBeConfirmedFirst() throws Throwable {
        override("{\"passkey_sign_up_enabled\": true, \"mailer_autoconfirm\": false}");

        assertRefusedToOldClient(
                signUpByPasskey(UUID.randomUUID(), newEmail()),
                403,
                "email_not_confirmed",
                "Email not confirmed");
        assertThat(settings.current().passkeys().signUp()).isFalse();
    }

    @Test
    void shouldRefuseAnAddressOfAnotherForm() throws Throwable {
        override("{\"passkey_sign_up_enabled\": true}");

        signUpByPasskey(UUID.randomUUID(), "ann@@example.org").then().statusCode(400);
    }
}
