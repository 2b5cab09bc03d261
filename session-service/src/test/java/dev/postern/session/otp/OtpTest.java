package dev.postern.session.otp;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.postern.embedded.MailSink.Mail;
import dev.postern.session.ConfirmMode;
import dev.postern.session.MailedTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ConfirmMode.class)
class OtpTest extends MailedTest {

    @ParameterizedTest
    @ValueSource(strings = {"/otp", "/magiclink"})
    void shouldSignUpNewcomerWithoutPassword(String path) {
        String email = newEmail();

        Response answer =
                post(
                        path,
                        "email",
                        email.toUpperCase(),
                        "data",
                        body("name", "Ada"),
                        "gotrue_meta_security",
                        body(),
                        "code_challenge",
                        null,
                        "code_challenge_method",
                        null);

        answer.then().statusCode(200).body(equalTo("{}"));
        assertThat(mailTo(email).subject()).isEqualTo("Confirm your e-mail address");
        Response session = verify("type", "email", "email", email, "token", code(mailTo(email)));
        session.then()
                .statusCode(200)
                .body("user.email_confirmed_at", notNullValue())
                .body("user.user_metadata.name", equalTo("Ada"))
                .body("user.identities[0].provider", equalTo("email"));
        assertThat(method(session)).isEqualTo("otp");
        assertThat(
                        database.list(
                                "SELECT encrypted_password FROM auth.users WHERE email = ?", email))
                .containsOnlyNulls();
        assertRefused(signIn(email, ""), 400, "invalid_credentials", "Invalid login credentials");
    }

    @ParameterizedTest
    @ValueSource(strings = {"magiclink", "email", "recovery"})
    void shouldSignInKnownUserByCode(String type) {
        String email = newEmail();
        confirmedUser(email);

        post("/otp", "email", email, "create_user", false).then().statusCode(200);

        Mail mail = mailTo(email, 2);
        assertThat(mail.subject()).isEqualTo("Your sign-in link");
        Response session = verify("type", type, "email", email, "token", code(mail));
        session.then().statusCode(200).body("user.email", equalTo(email));
        assertThat(method(session)).isEqualTo("otp");
        signIn(email, PASSWORD).then().statusCode(200);
    }

    @Test
    void shouldSignInKnownUserByHashAndByLink() {
        String email = newEmail();
        confirmedUser(email);
        post("/otp", "email", email);
        String hash = hash(mailTo(email, 2));

        verify("type", "magiclink", "token_hash", hash).then().statusCode(200);

        forgetPace(email);
        client().body(body("email", email))
                .queryParam("redirect_to", "http://localhost:5173/in?a=b")
                .post("/auth/v1/magiclink")
                .then()
                .statusCode(200);
        Response followed = follow(mailTo(email, 3));
        followed.then()
                .statusCode(303)
                .header("Location", startsWith("http://localhost:5173/in?a=b#access_token="))
                .header("Location", containsString("type=magiclink"));
    }

    @Test
    void shouldNotTakeCodeForAnotherPurpose() {
        String email = newEmail();
        confirmedUser(email);
        post("/otp", "email", email);
        Mail mail = mailTo(email, 2);

        for (String type : List.of("signup", "invite", "email_change")) {
            assertRefused(
                    verify("type", type, "email", email, "token", code(mail)),
                    403,
                    "otp_expired",
                    "Token has expired or is invalid");
        }
        verify("type", "magiclink", "token_hash", hash(mail)).then().statusCode(200);
    }

    @Test
    void shouldRefuseUnknownUserWhomNobodyWantsToCreate() {
        assertRefused(
                post("/otp", "email", newEmail(), "create_user", false),
                422,
                "otp_disabled",
                "Signups not allowed for otp");
    }

    @Test
    void shouldRefuseWhatTheProjectSwitchedOff() {
        String known = newEmail();
        confirmedUser(known);
        withSettings(
                "{\"disable_signup\": true}",
                () -> {
                    assertRefused(
                            post("/otp", "email", newEmail()),
                            422,
                            "signup_disabled",
                            "Signups not allowed for this instance");
                    post("/otp", "email", known).then().statusCode(200);
                });
        withSettings(
                "{\"external_email_enabled\": false}",
                () ->
                        assertRefused(
                                post("/otp", "email", known),
                                422,
                                "email_provider_disabled",
                                "Email logins are disabled"));
        withSettings(
                "{\"external_email_magic_link_enabled\": false}",
                () ->
                        assertRefused(
                                post("/magiclink", "email", known),
                                422,
                                "email_provider_disabled",
                                "Login with magic link is disabled"));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(
                        "/otp",
                        body("email", "a@example.org", "phone", "491511234567"),
                        400,
                        "validation_failed",
                        "Only an email address or phone number should be provided"),
                Arguments.of(
                        "/otp",
                        body("email", "a@example.org", "channel", "sms"),
                        400,
                        "validation_failed",
                        "Channel should only be specified with Phone OTP"),
                Arguments.of(
                        "/otp",
                        body("phone", "491511234567", "channel", "sms"),
                        400,
                        "phone_provider_disabled",
                        "Unsupported phone provider"),
                Arguments.of(
                        "/otp",
                        body(),
                        400,
                        "validation_failed",
                        "One of email or phone must be set"),
                Arguments.of(
                        "/otp",
                        body("email", null, "data", null),
                        400,
                        "validation_failed",
                        "One of email or phone must be set"),
                Arguments.of(
                        "/otp",
                        body("email", "nobody"),
                        400,
                        "validation_failed",
                        "Unable to validate email address: invalid format"),
                Arguments.of(
                        "/magiclink",
                        body("email", ""),
                        422,
                        "validation_failed",
                        "Password recovery requires an email"),
                Arguments.of(
                        "/recover",
                        body("email", ""),
                        400,
                        "validation_failed",
                        "Password recovery requires an email"),
                Arguments.of(
                        "/recover",
                        body("email", "a@b@c"),
                        400,
                        "validation_failed",
                        "Unable to validate email address: invalid format"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void shouldRefuse(
            String path, Map<String, Object> body, int status, String code, String message) {
        assertRefused(client().body(body).post("/auth/v1" + path), status, code, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/otp", "/magiclink", "/recover", "/resend"})
    void shouldRefuseBodiesThatAreNone(String path) {
        byte[] invalidUtf8 = "{\"email\":\"?@example.org\"}".getBytes(StandardCharsets.UTF_8);
        invalidUtf8[10] = (byte) 0xff;
        for (byte[] body :
                List.of(
                        new byte[0],
                        "null".getBytes(StandardCharsets.UTF_8),
                        "[]".getBytes(StandardCharsets.UTF_8),
                        "{\"email\":1}".getBytes(StandardCharsets.UTF_8),
                        "{\"email\":\"a@b.c\",\"email\":\"d@e.f\"}"
                                .getBytes(StandardCharsets.UTF_8),
                        "{\"email\":\"a@b.c\",\"code_challenge\":{}}"
                                .getBytes(StandardCharsets.UTF_8),
                        invalidUtf8)) {
            client().body(body)
                    .post("/auth/v1" + path)
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("bad_json"));
        }
        client().body("{\"email\":\"" + "x".repeat(1_048_577) + "\"}")
                .post("/auth/v1" + path)
                .then()
                .statusCode(413)
                .body("code", equalTo("request_entity_too_large"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@example.org\r\nBcc: victim@example.org",
                "a@example.org\nSubject: x",
                "a@example.org, b@example.org",
                "<a@example.org>",
                "\"a b\"@example.org",
                "a\0@example.org",
                "a@exa mple.org",
                "ä@example.org"
            })
    void shouldSendNoMailToWhatIsNoAddress(String email) {
        int before = mails.messages().size();

        for (String path : List.of("/otp", "/magiclink", "/recover")) {
            assertRefused(
                    post(path, "email", email),
                    400,
                    "validation_failed",
                    "Unable to validate email address: invalid format");
        }

        assertThat(mails.messages()).hasSize(before);
    }

    @Test
    void shouldKeepMailsApart() {
        String newcomer = newEmail();
        String known = newEmail();
        confirmedUser(known);
        for (String email : List.of(newcomer, known)) {
            post("/otp", "email", email).then().statusCode(200);

            Response tooEarly = post("/otp", "email", email);

            tooEarly.then()
                    .statusCode(429)
                    .header("Retry-After", matchesPattern("[1-9]\\d*"))
                    .body("code", equalTo("over_email_send_rate_limit"))
                    .body(
                            "message",
                            matchesPattern(
                                    "For security purposes, you can only request this after \\d+"
                                            + " seconds\\."));
        }
    }

    @Test
    void shouldMakeOneUserOfManyRequestsAtOnce() {
        String email = newEmail();

        List<Integer> statuses =
                IntStream.range(0, 8)
                        .mapToObj(
                                i ->
                                        CompletableFuture.supplyAsync(
                                                () -> post("/otp", "email", email).statusCode()))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(statuses).containsOnly(200, 429).containsOnlyOnce(200);
        assertThat(database.list("SELECT id FROM auth.users WHERE email = ?", email)).hasSize(1);
    }

    /**
     * Somebody signs up with an address of somebody else and waits. Whoever then proves the address
     * by a code of their own gets the account without the password it was signed up with.
     */
    @ParameterizedTest
    @ValueSource(strings = {"/otp", "/magiclink", "/recover"})
    void shouldHandAccountToHolderOfAddressWithoutStrangersPassword(String path) {
        String email = newEmail();
        signUp(email, "the stranger's password").then().statusCode(200);
        String strangersLink = link(mailTo(email));

        post(path, "email", email).then().statusCode(200);

        Response session = verify("type", "email", "email", email, "token", code(mailTo(email, 2)));
        session.then().statusCode(200).body("user.email_confirmed_at", notNullValue());
        assertRefused(
                signIn(email, "the stranger's password"),
                400,
                "invalid_credentials",
                "Invalid login credentials");
        assertThat(fragment(follow(strangersLink))).containsEntry("error_code", "otp_expired");
        as(session).body(body("password", PASSWORD)).put("/auth/v1/user").then().statusCode(200);
        signIn(email, PASSWORD).then().statusCode(200);
    }

    @Test
    void shouldKeepPasswordOfSignUpThatItsOwnMailConfirms() {
        String email = newEmail();
        signUp(email);
        String ownLink = link(mailTo(email));
        post("/otp", "email", email).then().statusCode(200);

        follow(ownLink).then().statusCode(303);

        signIn(email, PASSWORD).then().statusCode(200);
    }
}
