package dev.postern.session.token;

import static dev.postern.session.Refusals.assertRefused;
import static dev.postern.session.Refusals.assertRefusedToOldClient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.types.Argon2;
import com.password4j.types.Bcrypt;
import dev.postern.session.SessionServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class PasswordGrantTest extends SessionServiceTest {

    private static final String WRONG = "Invalid login credentials";

    @Test
    void testTokenPasswordGrantSuccess() {
        String email = newEmail();
        signUp(email);

        Response answer = signIn(email.toUpperCase(Locale.ROOT), PASSWORD);

        answer.then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("user.email", equalTo(email))
                .body("user.last_sign_in_at", notNullValue());
        assertThat(claims(answer).path("amr").get(0).path("method").asText()).isEqualTo("password");
    }

    @Test
    void testTokenPasswordGrantFailure() {
        String email = newEmail();
        signUp(email);

        assertRefused(signIn(email, "wrong password"), 400, "invalid_credentials", WRONG);
        assertRefused(signIn(newEmail(), PASSWORD), 400, "invalid_credentials", WRONG);
        assertRefused(signIn("no address", PASSWORD), 400, "invalid_credentials", WRONG);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        body("email", "a@example.org", "phone", "49151", "password", "x"),
                        400,
                        "validation_failed",
                        "Only an email address or phone number should be provided on login."),
                Arguments.of(
                        body("phone", "49151", "password", "x"),
                        422,
                        "phone_provider_disabled",
                        "Phone logins are disabled"),
                Arguments.of(
                        body("password", "x"), 400, "validation_failed", "missing email or phone"),
                Arguments.of(body("email", "a@example.org"), 400, "invalid_credentials", WRONG),
                Arguments.of(
                        body("email", "a\0@example.org", "password", "\0"),
                        400,
                        "invalid_credentials",
                        WRONG));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void shouldRefuseInBothEnvelopes(
            Map<String, Object> body, int status, String code, String message) {
        String path = "/auth/v1/token?grant_type=password";
        assertRefused(client().body(body).post(path), status, code, message);
        assertRefusedToOldClient(oldClient().body(body).post(path), status, code, message);
    }

    @Test
    void shouldRefuseUnknownGrant() {
        assertRefused(
                client().body(body()).post("/auth/v1/token?grant_type=odd"),
                400,
                "invalid_credentials",
                "unsupported_grant_type");
        assertRefused(
                client().body(body()).post("/auth/v1/token"),
                400,
                "invalid_credentials",
                "unsupported_grant_type");
    }

    @Test
    void shouldRefuseBannedUserBeforeLookingAtThePassword() {
        String email = newEmail();
        signUp(email);
        database.change(
                "UPDATE auth.users SET banned_until = now() + interval '1 hour' WHERE email = ?",
                email);

        assertRefused(signIn(email, "wrong password"), 400, "user_banned", "User is banned");
    }

    @Test
    void shouldRefuseUnconfirmedUser() {
        String email = newEmail();
        signUp(email);
        database.change("UPDATE auth.users SET email_confirmed_at = NULL WHERE email = ?", email);

        assertRefused(signIn(email, PASSWORD), 400, "email_not_confirmed", "Email not confirmed");
        assertRefused(signIn(email, "wrong password"), 400, "invalid_credentials", WRONG);
    }

    @Test
    void shouldRefuseUserWithoutPassword() {
        String email = newEmail();
        signUp(email);
        database.change("UPDATE auth.users SET encrypted_password = '' WHERE email = ?", email);

        assertRefused(signIn(email, ""), 400, "invalid_credentials", WRONG);
    }

    static Stream<String> importedHashes() {
        String bcrypt = BcryptFunction.getInstance(Bcrypt.A, 10).hash("user1password").getResult();
        return Stream.of(
                bcrypt,
                bcrypt.replace("$2a$", "$2b$"),
                bcrypt.replace("$2a$", "$2y$"),
                Argon2Function.getInstance(8192, 1, 2, 32, Argon2.ID)
                        .hash("user1password")
                        .getResult(),
                Argon2Function.getInstance(8192, 2, 1, 32, Argon2.I)
                        .hash("user1password")
                        .getResult(),
                "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMX"
                        + "An210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95"
                        + "/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ"
                        + "==");
    }

    @ParameterizedTest
    @MethodSource("importedHashes")
    void shouldAcceptImportedHashAndReplaceIt(String imported) {
        String email = newEmail();
        signUp(email);
        database.change(
                "UPDATE auth.users SET encrypted_password = ? WHERE email = ?", imported, email);

        assertRefused(signIn(email, "user2password"), 400, "invalid_credentials", WRONG);
        assertThat(hashOf(email)).isEqualTo(imported);
        signIn(email, "user1password").then().statusCode(200);

        assertThat(hashOf(email)).startsWith("$argon2id$v=19$m=12288,t=3,p=1$");
        signIn(email, "user1password").then().statusCode(200);
        assertRefused(signIn(email, PASSWORD), 400, "invalid_credentials", WRONG);
    }

    @Test
    void shouldRefuseHashOfUnknownKind() {
        String email = newEmail();
        signUp(email);
        database.change(
                "UPDATE auth.users SET encrypted_password = '$argon2id$broken' WHERE email = ?",
                email);

        assertRefused(signIn(email, PASSWORD), 400, "invalid_credentials", WRONG);
    }

    @Test
    void shouldTakeAsLongForUnknownUserAsForWrongPassword() {
        String email = newEmail();
        signUp(email);
        signIn(email, "warm up");

        long known = fastest(() -> signIn(email, "wrong password"));
        long unknown = fastest(() -> signIn(newEmail(), "wrong password"));

        assertThat(unknown).isGreaterThan(known / 2);
    }

    private static long fastest(Runnable call) {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            call.run();
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        return fastest;
    }

    private String hashOf(String email) {
        return database.one("SELECT encrypted_password FROM auth.users WHERE email = ?", email);
    }
}
