package dev.postern.session.reauthentication;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.postern.embedded.MailSink.Mail;
import dev.postern.session.ConfirmMode;
import dev.postern.session.MailedTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ConfirmMode.class)
class ReauthenticationTest extends MailedTest {

    private static final String NONCE_ASKED_FOR =
            "{\"security_update_password_require_reauthentication\": true}";
    private static final String PASSWORD_ASKED_FOR =
            "{\"security_update_password_require_current_password\": true}";

    @Test
    void shouldMailNonceOnceAMinute() {
        String email = newEmail();
        Response session = confirmedUser(email);

        as(session).get("/auth/v1/reauthenticate").then().statusCode(200).body(equalTo("{}"));

        Mail mail = mailTo(email, 2);
        assertThat(mail.subject()).isEqualTo("Confirm that it is you");
        assertThat(mail.text() + mail.html()).doesNotContain("/verify");
        as(session)
                .get("/auth/v1/reauthenticate")
                .then()
                .statusCode(429)
                .header("Retry-After", notNullValue())
                .body("code", equalTo("over_email_send_rate_limit"));
        assertRefused(
                verify("type", "email", "email", email, "token", code(mail)),
                403,
                "otp_expired",
                "Token has expired or is invalid");
    }

    @Test
    void shouldDemandBearer() {
        assertRefused(
                client().get("/auth/v1/reauthenticate"),
                403,
                "bad_jwt",
                "invalid claim: missing sub claim");
    }

    @Test
    void shouldMailNothingToWhoHasNoConfirmedAddress() {
        Response anonymous = client().body(body("data", body())).post("/auth/v1/signup");
        assertRefused(
                as(anonymous).get("/auth/v1/reauthenticate"),
                400,
                "validation_failed",
                "Reauthentication requires the user to have an email or a phone number");
        database.change(
                "UPDATE auth.users SET email = ? WHERE id = ?",
                newEmail(),
                UUID.fromString(userId(anonymous)));
        assertRefused(
                as(anonymous).get("/auth/v1/reauthenticate"),
                422,
                "email_not_confirmed",
                "Please verify your email first.");
        database.change(
                "UPDATE auth.users SET email = null, phone = ? WHERE id = ?",
                "49" + System.nanoTime(),
                UUID.fromString(userId(anonymous)));
        assertRefused(
                as(anonymous).get("/auth/v1/reauthenticate"),
                400,
                "phone_provider_disabled",
                "Unsupported phone provider");
    }

    @Test
    void shouldDemandNonceOfOldSession() {
        String email = newEmail();
        Response session = confirmedUser(email);
        withSettings(
                NONCE_ASKED_FOR,
                () -> {
                    change(session, "password", "while it is new").then().statusCode(200);
                    age(session);
                    assertRefused(
                            change(session, "password", "another password"),
                            400,
                            "reauthentication_needed",
                            "Password update requires reauthentication");
                    for (String wrong : List.of("000000", "x", "\0")) {
                        assertRefused(
                                change(session, "password", "another password", "nonce", wrong),
                                422,
                                "reauthentication_not_valid",
                                "Nonce has expired or is invalid");
                    }
                    as(session).get("/auth/v1/reauthenticate").then().statusCode(200);
                    String nonce = code(mailTo(email, 2));
                    change(session, "password", "another password", "nonce", nonce)
                            .then()
                            .statusCode(200);
                    assertRefused(
                            change(session, "password", "a third password", "nonce", nonce),
                            422,
                            "reauthentication_not_valid",
                            "Nonce has expired or is invalid");
                    change(session, "data", body("a", 1)).then().statusCode(200);
                });
    }

    @Test
    void shouldNotTakeNonceOfSomebodyElse() {
        String email = newEmail();
        Response other = confirmedUser(email);
        Response session = confirmedUser(newEmail());
        age(session);
        as(other).get("/auth/v1/reauthenticate").then().statusCode(200);
        String nonce = code(mailTo(email, 2));

        withSettings(
                NONCE_ASKED_FOR,
                () ->
                        assertRefused(
                                change(session, "password", "another one", "nonce", nonce),
                                422,
                                "reauthentication_not_valid",
                                "Nonce has expired or is invalid"));
    }

    @Test
    void shouldUseNonceOnceHoweverManyTry() {
        String email = newEmail();
        Response session = confirmedUser(email);
        age(session);
        as(session).get("/auth/v1/reauthenticate").then().statusCode(200);
        String nonce = code(mailTo(email, 2));

        withSettings(
                NONCE_ASKED_FOR,
                () ->
                        assertThat(
                                        IntStream.range(0, 6)
                                                .mapToObj(
                                                        i ->
                                                                CompletableFuture.supplyAsync(
                                                                        () ->
                                                                                change(
                                                                                                session,
                                                                                                "password",
                                                                                                "another one "
                                                                                                        + i,
                                                                                                "nonce",
                                                                                                nonce)
                                                                                        .statusCode()))
                                                .toList()
                                                .stream()
                                                .map(CompletableFuture::join))
                                .containsOnly(200, 422)
                                .containsOnlyOnce(200));
    }

    @Test
    void shouldDemandCurrentPasswordWhereProjectDoes() {
        String email = newEmail();
        confirmedUser(email);
        Response session = signIn(email, PASSWORD);
        withSettings(
                PASSWORD_ASKED_FOR,
                () -> {
                    String message = "Current password required when setting new password.";
                    assertRefused(
                            change(session, "password", "another password"),
                            400,
                            "current_password_required",
                            message);
                    assertRefused(
                            change(
                                    session,
                                    "password",
                                    "another password",
                                    "current_password",
                                    "wrong"),
                            400,
                            "current_password_invalid",
                            message);
                    change(session, "password", "another password", "current_password", PASSWORD)
                            .then()
                            .statusCode(200);
                });
    }

    @Test
    void shouldNotDemandCurrentPasswordOfWhoForgotIt() {
        String email = newEmail();
        confirmedUser(email);
        post("/recover", "email", email);
        Response session =
                verify("type", "recovery", "email", email, "token", code(mailTo(email, 2)));

        withSettings(
                PASSWORD_ASKED_FOR,
                () -> change(session, "password", "another password").then().statusCode(200));
    }

    private static Response change(Response session, Object... wish) {
        return as(session).body(body(wish)).put("/auth/v1/user");
    }

    /** As if the session had been opened a day ago. */
    private void age(Response session) {
        database.change(
                "UPDATE auth.sessions SET created_at = now() - interval '25 hours'"
                        + " WHERE user_id = ?",
                UUID.fromString(userId(session)));
    }
}
