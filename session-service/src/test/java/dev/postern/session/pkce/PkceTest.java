package dev.postern.session.pkce;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.postern.embedded.MailSink.Mail;
import dev.postern.session.ConfirmMode;
import dev.postern.session.MailedTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.Base64;
import java.util.LinkedHashMap;
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
class PkceTest extends MailedTest {

    private static final String VERIFIER = "v".repeat(56);
    private static final String CHALLENGE =
            Base64.getUrlEncoder().withoutPadding().encodeToString(CodeChallenge.sha256(VERIFIER));

    @ParameterizedTest
    @ValueSource(strings = {"s256", "S256"})
    void testMagicLinkPKCESignIn(String method) {
        String email = newEmail();
        confirmedUser(email);
        ask("/otp", email, CHALLENGE, method).then().statusCode(200);
        Mail mail = mailTo(email, 2);
        assertThat(hash(mail)).startsWith("pkce_");

        Response followed = follow(mail);

        followed.then()
                .statusCode(303)
                .header("Location", startsWith("http://localhost:8000?code="));
        assertThat(followed.header("Location")).doesNotContain("#", "token");
        Response session = exchange(query(followed).get("code"), VERIFIER);
        session.then().statusCode(200).body("user.email", equalTo(email));
        assertThat(method(session)).isEqualTo("magiclink");
        refresh(refreshToken(session)).then().statusCode(200);
    }

    @Test
    void shouldTakePlainChallenge() {
        String email = newEmail();
        confirmedUser(email);
        ask("/magiclink", email, VERIFIER, "plain").then().statusCode(200);

        String code = query(follow(mailTo(email, 2))).get("code");

        exchange(code, VERIFIER).then().statusCode(200);
    }

    @Test
    void shouldConfirmSignUp() {
        String email = newEmail();
        client().body(
                        body(
                                "email",
                                email,
                                "password",
                                PASSWORD,
                                "code_challenge",
                                CHALLENGE,
                                "code_challenge_method",
                                "s256"))
                .queryParam("redirect_to", "http://localhost:5173/in?code=theirs&a=b#part")
                .post("/auth/v1/signup")
                .then()
                .statusCode(200);

        Response followed = follow(mailTo(email));

        followed.then().header("Location", startsWith("http://localhost:5173/in?a=b&code="));
        followed.then().header("Location", endsWith("#part"));
        Response session = exchange(query(followed).get("code"), VERIFIER);
        assertThat(method(session)).isEqualTo("email/signup");
        signIn(email, PASSWORD).then().statusCode(200);
    }

    @Test
    void shouldSignUpNewcomerByOtp() {
        String email = newEmail();
        ask("/otp", email, CHALLENGE, "s256").then().statusCode(200);

        Response session = exchange(query(follow(mailTo(email))).get("code"), VERIFIER);

        assertThat(method(session)).isEqualTo("email/signup");
    }

    @Test
    void shouldRecover() {
        String email = newEmail();
        confirmedUser(email);
        ask("/recover", email, CHALLENGE, "s256").then().statusCode(200);

        Response session = exchange(query(follow(mailTo(email, 2))).get("code"), VERIFIER);

        assertThat(method(session)).isEqualTo("recovery");
    }

    @Test
    void shouldChangeAddressOnceBothLinksAreFollowed() {
        String old = newEmail();
        Response session = confirmedUser(old);
        String wanted = newEmail();
        as(session)
                .body(
                        body(
                                "email",
                                wanted,
                                "code_challenge",
                                CHALLENGE,
                                "code_challenge_method",
                                "s256"))
                .put("/auth/v1/user")
                .then()
                .statusCode(200);

        Response first = follow(mailTo(old, 2));
        Response second = follow(mailTo(wanted));

        assertThat(query(first).get("message")).startsWith("Confirmation link accepted.");
        assertThat(fragment(first)).containsKey("message");
        Response changed = exchange(query(second).get("code"), VERIFIER);
        changed.then().statusCode(200).body("user.email", equalTo(wanted));
        assertThat(method(changed)).isEqualTo("email_change");
    }

    @Test
    void shouldLeadBackToSameFlowWhenMailIsSentAgain() {
        String email = newEmail();
        ask("/otp", email, CHALLENGE, "s256");
        mailTo(email);
        forgetPace(email);
        post("/resend", "type", "signup", "email", email).then().statusCode(200);
        Mail again = mailTo(email, 2);
        assertThat(hash(again)).startsWith("pkce_");

        exchange(query(follow(again)).get("code"), VERIFIER).then().statusCode(200);
    }

    @Test
    void shouldTakeChallengeOfRequestForAnotherMail() {
        String email = newEmail();
        signUp(email);
        forgetPace(email);
        post(
                        "/resend",
                        "type",
                        "signup",
                        "email",
                        email,
                        "code_challenge",
                        CHALLENGE,
                        "code_challenge_method",
                        "s256")
                .then()
                .statusCode(200);

        String code = query(follow(mailTo(email, 2))).get("code");

        exchange(code, VERIFIER).then().statusCode(200);
    }

    @Test
    void shouldGiveSessionAtOnceToWhoTypesCodeOrPostsHash() {
        String email = newEmail();
        confirmedUser(email);
        ask("/otp", email, CHALLENGE, "s256");
        Response typed = verify("type", "email", "email", email, "token", code(mailTo(email, 2)));
        forgetPace(email);
        ask("/otp", email, CHALLENGE, "s256");

        Response posted = verify("type", "email", "token_hash", hash(mailTo(email, 3)));

        typed.then().statusCode(200);
        posted.then().statusCode(200);
        assertThat(method(posted)).isEqualTo("otp");
    }

    @Test
    void shouldNotTakeLinkStrippedOfItsFlow() {
        String email = newEmail();
        confirmedUser(email);
        ask("/otp", email, CHALLENGE, "s256");

        Response followed = follow(link(mailTo(email, 2)).replace("pkce_", ""));

        assertThat(fragment(followed)).containsEntry("error_code", "otp_expired");
    }

    @Test
    void shouldTellWhatWasWrongWithLinkInQueryAndFragment() {
        Response followed =
                follow(
                        "http://localhost/auth/v1/verify?type=magiclink&token=pkce_"
                                + "f".repeat(56)
                                + "&redirect_to=http%3A%2F%2Flocalhost%3A5173%2F%3Ferror%3Dold%26a%3Db");

        for (Map<String, String> told : List.of(query(followed), fragment(followed))) {
            assertThat(told)
                    .containsEntry("error", "access_denied")
                    .containsEntry("error_code", "otp_expired")
                    .containsEntry("error_description", "Email link is invalid or has expired");
        }
        assertThat(query(followed)).containsEntry("a", "b");
    }

    @Test
    void shouldTellThatFlowOfLinkIsGone() {
        String email = newEmail();
        confirmedUser(email);
        ask("/otp", email, CHALLENGE, "s256");
        String link = link(mailTo(email, 2));
        database.change(
                "DELETE FROM auth.flow_state WHERE user_id ="
                        + " (SELECT id FROM auth.users WHERE email = ?)",
                email);

        assertThat(query(follow(link))).containsEntry("error_code", "flow_state_not_found");
    }

    static Stream<Arguments> failures() {
        String both = "invalid request: both auth code and code verifier should be non-empty";
        String code = "d0f3c5b2-7a41-4b40-9ce5-0c8f6e5f43f1";
        return Stream.of(
                Arguments.of(body(), 400, "validation_failed", both),
                Arguments.of(body("auth_code", code), 400, "validation_failed", both),
                Arguments.of(body("code_verifier", VERIFIER), 400, "validation_failed", both),
                Arguments.of(
                        body("auth_code", "", "code_verifier", VERIFIER),
                        400,
                        "validation_failed",
                        both),
                Arguments.of(
                        body("auth_code", code, "code_verifier", VERIFIER),
                        404,
                        "flow_state_not_found",
                        "invalid flow state, no valid flow state found"),
                Arguments.of(
                        body("auth_code", "a\0b", "code_verifier", "x".repeat(5000)),
                        404,
                        "flow_state_not_found",
                        "invalid flow state, no valid flow state found"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void testTokenPKCEGrantFailure(
            Map<String, Object> body, int status, String code, String message) {
        assertRefused(
                client().body(body).post("/auth/v1/token?grant_type=pkce"), status, code, message);
    }

    @Test
    void shouldRefuseOtherVerifierAndKeepTheCode() {
        String code = authCode(newEmail());

        assertRefused(
                exchange(code, "w".repeat(56)),
                400,
                "bad_code_verifier",
                "code challenge does not match previously saved code verifier");
        exchange(code, VERIFIER).then().statusCode(200);
    }

    @Test
    void shouldRefuseExpiredCode() {
        String email = newEmail();
        String code = authCode(email);
        database.change(
                "UPDATE auth.flow_state SET auth_code_issued_at = now() - interval '301 seconds'"
                        + " WHERE user_id = (SELECT id FROM auth.users WHERE email = ?)",
                email);

        assertRefused(
                exchange(code, VERIFIER),
                422,
                "flow_state_expired",
                "invalid flow state, flow state has expired");
    }

    @Test
    void shouldRefuseBannedUser() {
        String email = newEmail();
        String code = authCode(email);
        database.change(
                "UPDATE auth.users SET banned_until = now() + interval '1 hour' WHERE email = ?",
                email);

        assertRefused(exchange(code, VERIFIER), 400, "user_banned", "User is banned");
    }

    @Test
    void shouldOpenOneSessionHoweverManyExchangeTheCode() {
        String email = newEmail();
        String code = authCode(email);

        List<Integer> statuses =
                IntStream.range(0, 12)
                        .mapToObj(
                                i ->
                                        CompletableFuture.supplyAsync(
                                                () -> exchange(code, VERIFIER).statusCode()))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(statuses).containsOnly(200, 404).containsOnlyOnce(200);
        assertThat(
                        database.list(
                                "SELECT s.id FROM auth.sessions s JOIN auth.users u"
                                        + " ON u.id = s.user_id JOIN auth.mfa_amr_claims c"
                                        + " ON c.session_id = s.id WHERE u.email = ? AND"
                                        + " c.authentication_method = 'magiclink'",
                                email))
                .hasSize(1);
    }

    @Test
    void shouldKeepNoCodeInClear() {
        String code = authCode(newEmail());

        assertThat(database.list("SELECT id FROM auth.flow_state WHERE auth_code = ?", code))
                .isEmpty();
    }

    static Stream<Arguments> malformed() {
        return Stream.of("/signup", "/otp", "/magiclink", "/recover", "/resend", "/user")
                .flatMap(
                        path ->
                                Stream.of(
                                        Arguments.of(
                                                path,
                                                CHALLENGE,
                                                null,
                                                "PKCE flow requires code_challenge_method and"
                                                        + " code_challenge"),
                                        Arguments.of(
                                                path,
                                                "",
                                                "s256",
                                                "PKCE flow requires code_challenge_method and"
                                                        + " code_challenge"),
                                        Arguments.of(
                                                path,
                                                "x".repeat(42),
                                                "s256",
                                                "code challenge has to be between 43 and 128"
                                                        + " characters"),
                                        Arguments.of(
                                                path,
                                                "x".repeat(129),
                                                "s256",
                                                "code challenge has to be between 43 and 128"
                                                        + " characters"),
                                        Arguments.of(
                                                path,
                                                "x".repeat(42) + "\0",
                                                "s256",
                                                "code challenge can only contain alphanumeric"
                                                        + " characters, hyphens, periods,"
                                                        + " underscores and tildes"),
                                        Arguments.of(
                                                path,
                                                CHALLENGE,
                                                "s512\r\n%s",
                                                "unsupported code_challenge method"
                                                        + " \"s512??%s\"")));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldRefuseMalformedChallenge(
            String path, String challenge, String method, String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "signup");
        body.put("email", newEmail());
        body.put("password", PASSWORD);
        body.put("code_challenge", challenge);
        body.put("code_challenge_method", method);

        Response answer =
                path.equals("/user")
                        ? as(confirmedUser(newEmail())).body(body).put("/auth/v1/user")
                        : client().body(body).post("/auth/v1" + path);

        assertRefused(answer, 400, "validation_failed", message);
    }

    private static Response ask(String path, String email, String challenge, String method) {
        return post(
                path, "email", email, "code_challenge", challenge, "code_challenge_method", method);
    }

    private String authCode(String email) {
        confirmedUser(email);
        ask("/otp", email, CHALLENGE, "s256").then().statusCode(200);
        return query(follow(mailTo(email, 2))).get("code");
    }

    private static Response exchange(String code, String verifier) {
        return client().body(body("auth_code", code, "code_verifier", verifier))
                .post("/auth/v1/token?grant_type=pkce");
    }
}
