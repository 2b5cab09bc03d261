package dev.postern.session.limit;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.matchesPattern;

import dev.postern.session.SessionServiceTest;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(RequestLimitsTest.Limited.class)
class RequestLimitsTest extends SessionServiceTest {

    /** Limits are on. */
    public static class Limited implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "postern.rate-limits.enabled", "true", "postern.rate-limits.by-peer", "50");
        }
    }

    @Inject RedisDataSource redis;

    @Test
    void testRateLimitTokenRefresh() {
        exhaust(
                30,
                ip ->
                        client().header("X-Forwarded-For", ip)
                                .body(body("refresh_token", "no token of this server"))
                                .post("/auth/v1/token?grant_type=refresh_token"));
    }

    @Test
    void shouldLimitVerifications() {
        exhaust(
                30,
                ip ->
                        client().header("X-Forwarded-For", ip)
                                .body(body("type", "signup", "token_hash", UUID.randomUUID()))
                                .post("/auth/v1/verify"));
    }

    @Test
    void shouldLimitSignUpsAndMailsTogether() {
        String ip = anyAddress();
        for (int i = 0; i < 15; i++) {
            client().header("X-Forwarded-For", ip)
                    .body(body("email", "x@example.org", "password", "12345"))
                    .post("/auth/v1/signup")
                    .then()
                    .statusCode(422);
            client().header("X-Forwarded-For", ip)
                    .body(body("type", "signup", "email", newEmail()))
                    .post("/auth/v1/resend")
                    .then()
                    .statusCode(200);
        }
        assertLimited(
                client().header("X-Forwarded-For", ip)
                        .body(body("email", newEmail(), "password", PASSWORD))
                        .post("/auth/v1/signup"));
    }

    @Test
    void shouldNotBelieveAddressThatClientWroteItself() {
        String proxy = anyAddress();
        for (int i = 0; i < 30; i++) {
            tokenFrom(anyAddress() + ", " + proxy).then().statusCode(400);
        }

        assertLimited(tokenFrom(anyAddress() + ", " + proxy));
    }

    @Test
    void shouldGiveWiderBudgetToPeerThatMayStandForMany() {
        for (int i = 0; i < 50; i++) {
            refresh("no token of this server").then().statusCode(400);
        }

        assertLimited(refresh("no token of this server"));
    }

    @Test
    void shouldSlowDownGuessingOfOneAccountWhoeverGuesses() {
        String email = newEmail();
        guess(email, 10);

        assertLimited(signInFrom(anyAddress(), email, "another guess"));
        assertLimited(signInFrom(anyAddress(), email, PASSWORD));
    }

    @Test
    void shouldNotTellByLimitWhetherAccountExists() {
        String email = newEmail();
        signUpFrom(anyAddress(), email);
        for (String address : List.of(email, newEmail())) {
            guess(address, 10);
            Response limited = signInFrom(anyAddress(), address, "another guess");
            assertLimited(limited);
            assertThat(Integer.parseInt(limited.header("Retry-After"))).isBetween(20, 30);
        }
    }

    @Test
    void shouldLetOwnerInFromKnownClientWhileStrangersGuess() {
        String email = newEmail();
        String home = anyAddress();
        signUpFrom(home, email);
        signInFrom(home, email, PASSWORD).then().statusCode(200);
        guess(email, 10);
        assertLimited(signInFrom(anyAddress(), email, PASSWORD));

        for (int i = 0; i < 12; i++) {
            signInFrom(home, email, PASSWORD).then().statusCode(200);
        }

        for (int i = 0; i < 10; i++) {
            signInFrom(home, email, "forgotten").then().statusCode(400);
        }
        assertLimited(signInFrom(home, email, PASSWORD));
    }

    @Test
    void shouldNotCountRightPasswords() {
        String email = newEmail();
        signUpFrom(anyAddress(), email);

        for (int i = 0; i < 15; i++) {
            signInFrom(anyAddress(), email, PASSWORD).then().statusCode(200);
        }
    }

    @Test
    void shouldNotSlowDownPasskeysNorRefreshesOfGuessedAccount() {
        String email = newEmail();
        Response session = signUpFrom(anyAddress(), email);
        guess(email, 10);

        service()
                .body(body("user_id", userId(session), "method", "passkey"))
                .post("/internal/sessions")
                .then()
                .statusCode(200);
        client().header("X-Forwarded-For", anyAddress())
                .body(body("refresh_token", refreshToken(session)))
                .post("/auth/v1/token?grant_type=refresh_token")
                .then()
                .statusCode(200);
    }

    @Test
    void shouldKeepAddressesOutOfRedis() {
        String email = newEmail();
        guess(email, 1);

        List<String> keys = redis.key().keys("postern:password:*");

        assertThat(keys).isNotEmpty().noneMatch(key -> key.contains("@"));
    }

    @Test
    void shouldLimitForksOfOneUser() {
        Response session = signUpFrom(anyAddress(), newEmail());
        Map<String, Object> fork = body("target", "web", "binding", "b".repeat(43));
        for (int i = 0; i < 10; i++) {
            as(session).body(fork).post("/auth/v1/sessions/fork").then().statusCode(200);
        }

        assertLimited(as(session).body(fork).post("/auth/v1/sessions/fork"));
    }

    /** Wrong passwords, each from another address. */
    private static void guess(String email, int times) {
        for (int i = 0; i < times; i++) {
            signInFrom(anyAddress(), email, "guess " + i).then().statusCode(400);
        }
    }

    private static Response signInFrom(String ip, String email, String password) {
        return client().header("X-Forwarded-For", ip)
                .body(body("email", email, "password", password))
                .post("/auth/v1/token?grant_type=password");
    }

    private static Response signUpFrom(String ip, String email) {
        return client().header("X-Forwarded-For", ip)
                .body(body("email", email, "password", PASSWORD))
                .post("/auth/v1/signup");
    }

    private static Response tokenFrom(String forwardedFor) {
        return client().header("X-Forwarded-For", forwardedFor)
                .body(body("refresh_token", "no token of this server"))
                .post("/auth/v1/token?grant_type=refresh_token");
    }

    private static void exhaust(int burst, Function<String, Response> call) {
        String ip = anyAddress();
        for (int i = 0; i < burst; i++) {
            assertThat(call.apply(ip).statusCode()).isBetween(400, 403);
        }
        assertLimited(call.apply(ip));
        assertThat(call.apply(anyAddress()).statusCode()).isBetween(400, 403);
    }

    private static void assertLimited(Response answer) {
        assertRefused(answer, 429, "over_request_rate_limit", "Request rate limit reached");
        answer.then().header("Retry-After", matchesPattern("[1-9]\\d*"));
    }

    private static String anyAddress() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "198.%d.%d.%d"
                .formatted(18 + random.nextInt(2), random.nextInt(256), random.nextInt(1, 255));
    }
}
