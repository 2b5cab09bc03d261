package dev.postern.session.signup;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.postern.embedded.MailSink.Mail;
import dev.postern.session.ConfirmMode;
import dev.postern.session.MailedTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@TestProfile(ConfirmMode.class)
class ConfirmedSignUpTest extends MailedTest {

    @Test
    void shouldAnswerWithBareUserAndMailACode() {
        String email = newEmail();

        Response answer = signUp(email);

        answer.then()
                .statusCode(200)
                .body("access_token", nullValue())
                .body("email", equalTo(email))
                .body("role", equalTo("authenticated"))
                .body("confirmation_sent_at", notNullValue())
                .body("email_confirmed_at", nullValue())
                .body("user_metadata.email_verified", equalTo(false))
                .body("identities", hasSize(1));
        Mail mail = mailTo(email);
        assertThat(mail.subject()).isEqualTo("Confirm your e-mail address");
        assertThat(mail.text()).contains(link(mail)).contains(code(mail));
        assertThat(mail.html()).contains(code(mail));
    }

    @Test
    void shouldSignInOnlyOnceConfirmed() {
        String email = newEmail();
        signUp(email);
        assertRefused(signIn(email, PASSWORD), 400, "email_not_confirmed", "Email not confirmed");

        Response verified =
                client().body(body("type", "signup", "email", email, "token", code(mailTo(email))))
                        .post("/auth/v1/verify");

        verified.then()
                .statusCode(200)
                .body("user.email_confirmed_at", notNullValue())
                .body("user.user_metadata.email_verified", equalTo(true))
                .body("user.identities[0].identity_data.email_verified", equalTo(true));
        assertThat(claims(verified).path("amr").get(0).path("method").asText()).isEqualTo("otp");
        signIn(email, PASSWORD).then().statusCode(200);
    }

    @Test
    void shouldUseACodeOnce() {
        String email = newEmail();
        signUp(email);
        Map<String, Object> use =
                body("type", "email", "email", email, "token", code(mailTo(email)));
        client().body(use).post("/auth/v1/verify").then().statusCode(200);

        Response again = client().body(use).post("/auth/v1/verify");

        assertRefused(again, 403, "otp_expired", "Token has expired or is invalid");
    }

    @Test
    void shouldRefuseExpiredCodeAndExpiredLink() {
        String email = newEmail();
        signUp(email);
        Mail mail = mailTo(email);
        database.change(
                "UPDATE auth.one_time_tokens SET created_at = created_at - interval '25 hours'"
                        + " WHERE relates_to = ?",
                email);

        assertRefused(
                client().body(body("type", "signup", "email", email, "token", code(mail)))
                        .post("/auth/v1/verify"),
                403,
                "otp_expired",
                "Token has expired or is invalid");
        assertRefused(
                client().body(body("type", "signup", "token_hash", hash(mail)))
                        .post("/auth/v1/verify"),
                403,
                "otp_expired",
                "Email link is invalid or has expired");
    }

    @Test
    void shouldVerifyByHashOfLink() {
        String email = newEmail();
        signUp(email);

        client().body(body("type", "email", "token_hash", hash(mailTo(email))))
                .post("/auth/v1/verify")
                .then()
                .statusCode(200)
                .body("user.email", equalTo(email));
    }

    @Test
    void shouldRefuseBannedUserAndKeepTheCode() {
        String email = newEmail();
        signUp(email);
        database.change(
                "UPDATE auth.users SET banned_until = now() + interval '1 hour' WHERE email = ?",
                email);

        Response answer =
                client().body(body("type", "signup", "email", email, "token", code(mailTo(email))))
                        .post("/auth/v1/verify");

        assertRefused(answer, 403, "user_banned", "User is banned");
        assertThat(database.list("SELECT id FROM auth.one_time_tokens WHERE relates_to = ?", email))
                .hasSize(1);
    }

    static Stream<Arguments> refusedVerifications() {
        String either = "Verify requires either a token or a token hash";
        return Stream.of(
                Arguments.of(
                        body("email", "a@example.org", "token", "123456"),
                        400,
                        "Verify requires a verification type"),
                Arguments.of(body("type", "signup", "email", "a@example.org"), 400, either),
                Arguments.of(
                        body("type", "signup", "token", "123456", "token_hash", "abc"),
                        400,
                        either),
                Arguments.of(
                        body("type", "signup", "token_hash", "abc", "email", "a@example.org"),
                        400,
                        "Only the token_hash and type should be provided"),
                Arguments.of(
                        body("type", "signup", "token_hash", "abc", "redirect_to", "http://x"),
                        400,
                        "Only the token_hash and type should be provided"),
                Arguments.of(
                        body("type", "signup", "token", "123456"),
                        400,
                        "Only an email address or phone number should be provided on verify"),
                Arguments.of(
                        body("type", "signup", "token", "123456", "email", "nobody"),
                        422,
                        "Invalid email format"),
                Arguments.of(
                        body("type", "odd", "token", "123456", "email", "a@example.org"),
                        400,
                        "Unsupported verification type"),
                Arguments.of(
                        body("type", "odd", "token_hash", "abc"),
                        400,
                        "Invalid email verification type"));
    }

    @ParameterizedTest
    @MethodSource("refusedVerifications")
    void shouldRefuseVerification(Map<String, Object> body, int status, String message) {
        assertRefused(
                client().body(body).post("/auth/v1/verify"), status, "validation_failed", message);
    }

    @ParameterizedTest
    @MethodSource("unknownCodes")
    void shouldRefuseUnknownCode(Map<String, Object> body, String message) {
        assertRefused(client().body(body).post("/auth/v1/verify"), 403, "otp_expired", message);
    }

    static Stream<Arguments> unknownCodes() {
        return Stream.of(
                Arguments.of(
                        body(
                                "type",
                                "signup",
                                "token",
                                "123456",
                                "email",
                                "nobody@example.org",
                                "redirectTo",
                                "ignored",
                                "captchaToken",
                                "ignored"),
                        "Token has expired or is invalid"),
                Arguments.of(
                        body("type", "sms", "token", "123456", "phone", "4915112345678"),
                        "Token has expired or is invalid"),
                Arguments.of(
                        body("type", "recovery", "token_hash", "f".repeat(56)),
                        "Email link is invalid or has expired"));
    }

    @Test
    void shouldConcealThatAddressIsTaken() {
        String email = newEmail();
        signUp(email);
        client().body(body("type", "signup", "email", email, "token", code(mailTo(email))))
                .post("/auth/v1/verify");

        Response again =
                client().body(
                                body(
                                        "email",
                                        email,
                                        "password",
                                        "another password",
                                        "data",
                                        body("name", "Eve")))
                        .post("/auth/v1/signup");

        again.then()
                .statusCode(200)
                .body("role", equalTo(""))
                .body("email", equalTo(email))
                .body("identities", empty())
                .body("user_metadata", equalTo(Map.of("name", "Eve")))
                .body("app_metadata.providers", contains("email"))
                .body("confirmation_sent_at", notNullValue());
        assertThat(
                        database.list(
                                "SELECT id FROM auth.users WHERE id = CAST(? AS uuid)",
                                again.path("id").toString()))
                .isEmpty();
        signIn(email, PASSWORD).then().statusCode(200);
    }

    @Test
    void shouldKeepFirstPasswordWhenUnconfirmedSignUpIsRepeated() {
        String email = newEmail();
        signUp(email);
        forgetPace(email);

        signUp(email, "another password").then().statusCode(200);

        await().until(
                        () ->
                                mails.messages().stream().filter(m -> m.to().equals(email)).count()
                                        == 2);
        client().body(body("type", "signup", "email", email, "token", code(mailTo(email))))
                .post("/auth/v1/verify")
                .then()
                .statusCode(200);
        signIn(email, PASSWORD).then().statusCode(200);
        assertRefused(
                signIn(email, "another password"),
                400,
                "invalid_credentials",
                "Invalid login credentials");
    }

    @Test
    void shouldKeepMailsApart() {
        String email = newEmail();
        signUp(email);

        Response tooEarly = signUp(email);

        tooEarly.then()
                .statusCode(429)
                .header("Retry-After", notNullValue())
                .body("code", equalTo("over_email_send_rate_limit"))
                .body(
                        "message",
                        startsWith("For security purposes, you can only request this after"));
    }

    @Test
    void shouldResendConfirmation() {
        String email = newEmail();
        signUp(email);
        String first = code(mailTo(email));
        forgetPace(email);

        client().body(body("type", "signup", "email", email, "gotrue_meta_security", body()))
                .post("/auth/v1/resend")
                .then()
                .statusCode(200)
                .body(equalTo("{}"));

        await().until(() -> !code(mailTo(email)).equals(first));
        client().body(body("type", "signup", "email", email, "token", code(mailTo(email))))
                .post("/auth/v1/verify")
                .then()
                .statusCode(200);
    }

    @Test
    void shouldNotTellOnResendWhetherThereIsSuchAUser() {
        client().body(body("type", "signup", "email", newEmail()))
                .post("/auth/v1/resend")
                .then()
                .statusCode(200)
                .body(equalTo("{}"));
    }

    @ParameterizedTest
    @MethodSource("refusedResends")
    void shouldRefuseResend(Map<String, Object> body, String message) {
        assertRefused(
                client().body(body).post("/auth/v1/resend"), 400, "validation_failed", message);
    }

    static Stream<Arguments> refusedResends() {
        return Stream.of(
                Arguments.of(
                        body("email", "a@example.org"),
                        "Missing one of these types: signup, email_change, sms, phone_change"),
                Arguments.of(
                        body("type", "recovery", "email", "a@example.org"),
                        "Missing one of these types: signup, email_change, sms, phone_change"),
                Arguments.of(body("type", "signup"), "Type provided requires an email address"),
                Arguments.of(body("type", "email_change"), "Missing email address or phone number"),
                Arguments.of(
                        body("type", "signup", "email", "nobody"),
                        "Unable to validate email address: invalid format"));
    }

    @Test
    void shouldLeadFromLinkToAllowedPlaceWithSession() {
        String email = newEmail();
        client().body(body("email", email, "password", PASSWORD))
                .queryParam("redirect_to", "http://localhost:5173/welcome")
                .post("/auth/v1/signup");

        Response followed = follow(mailTo(email));

        followed.then().statusCode(303);
        String location = followed.header("Location");
        assertThat(location).startsWith("http://localhost:5173/welcome#");
        Map<String, String> fragment = fragment(followed);
        assertThat(fragment.keySet())
                .contains(
                        "access_token",
                        "expires_at",
                        "expires_in",
                        "refresh_token",
                        "sb",
                        "token_type",
                        "type");
        assertThat(fragment).containsEntry("type", "signup").containsEntry("token_type", "bearer");
        as(fragment.get("access_token")).get("/auth/v1/user").then().body("email", equalTo(email));
        refresh(fragment.get("refresh_token")).then().statusCode(200);
    }

    @Test
    void shouldLeadToSiteWhenPlaceIsNotAllowed() {
        String email = newEmail();
        client().body(body("email", email, "password", PASSWORD))
                .queryParam("redirect_to", "https://evil.example.com/")
                .post("/auth/v1/signup");

        follow(mailTo(email)).then().header("Location", startsWith("http://localhost:8000#"));
    }

    @Test
    void shouldTellPlaceWhatWasWrongWithLink() {
        Response followed =
                client().redirects()
                        .follow(false)
                        .queryParam("token", "f".repeat(56))
                        .queryParam("type", "signup")
                        .queryParam("redirect_to", "https://evil.example.com/")
                        .get("/auth/v1/verify");

        followed.then().statusCode(303).header("Location", not(containsString("evil")));
        assertThat(fragment(followed))
                .containsEntry("error", "access_denied")
                .containsEntry("error_code", "otp_expired")
                .containsEntry("error_description", "Email link is invalid or has expired");
    }

    @Test
    void shouldWelcomeAnonymousUserWhereProjectDoes() {
        Response answer = client().body(body("data", body("a", 1))).post("/auth/v1/signup");

        answer.then()
                .statusCode(200)
                .body("user.email", equalTo(""))
                .body("user.phone", equalTo(""))
                .body("user.is_anonymous", equalTo(true))
                .body("user.identities", empty())
                .body("user.app_metadata", equalTo(Map.of()))
                .body("user.user_metadata", equalTo(Map.of("a", 1)));
        assertThat(claims(answer).path("amr").get(0).path("method").asText())
                .isEqualTo("anonymous");
        assertThat(claims(answer).path("is_anonymous").asBoolean()).isTrue();
        assertRefused(
                as(answer).body(body("password", PASSWORD)).put("/auth/v1/user"),
                422,
                "validation_failed",
                "Updating password of an anonymous user without an email or phone is not allowed");
    }

    @Test
    void shouldChangeAddressOnceBothHoldersAgreed() {
        String old = newEmail();
        signUp(old);
        Response session =
                client().body(body("type", "signup", "email", old, "token", code(mailTo(old))))
                        .post("/auth/v1/verify");
        String wanted = newEmail();

        as(session)
                .body(body("email", wanted))
                .put("/auth/v1/user")
                .then()
                .statusCode(200)
                .body("email", equalTo(old))
                .body("new_email", equalTo(wanted))
                .body("email_change_sent_at", notNullValue());

        client().body(body("type", "email_change", "email", old, "token", code(mailTo(old))))
                .post("/auth/v1/verify")
                .then()
                .statusCode(200)
                .body("code", equalTo("200"))
                .body(
                        "msg",
                        equalTo(
                                "Confirmation link accepted. Please proceed to confirm link sent to"
                                        + " the other email"));
        client().body(body("type", "email_change", "email", wanted, "token", code(mailTo(wanted))))
                .post("/auth/v1/verify")
                .then()
                .statusCode(200)
                .body("user.email", equalTo(wanted))
                .body("user.new_email", nullValue())
                .body("user.identities[0].email", equalTo(wanted));
        signIn(wanted, PASSWORD).then().statusCode(200);
    }
}
