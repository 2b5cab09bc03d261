package dev.postern.challenge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.testkit.TestBus;
import dev.postern.testkit.TestSettings;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ChallengeServiceTest
class AuthenticationOptionsTest {

    private static final String PATH = "/auth/v1/passkeys/authentication/options";

    TestBus bus;

    @BeforeEach
    void awaitReady() {
        await().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    @AfterEach
    void restoreSettings() {
        bus.publishSettings(TestSettings.standard());
        await().untilAsserted(() -> given().post(PATH).then().statusCode(200));
    }

    @Test
    void shouldAnswerWithRequestOptionsAndNothingMore() {
        Instant before = Instant.now();

        JsonPath answer =
                given().body("{\"gotrue_meta_security\":{}}")
                        .contentType("application/json;charset=UTF-8")
                        .post(PATH)
                        .then()
                        .statusCode(200)
                        .contentType("application/json")
                        .extract()
                        .jsonPath();

        assertThat(answer.<Object, Object>getMap("").keySet())
                .isEqualTo(Set.of("challenge_id", "expires_at", "options"));
        assertThat(answer.getMap("options").keySet())
                .isEqualTo(Set.of("challenge", "timeout", "rpId", "userVerification"));
        assertThat(answer.getString("challenge_id"))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(answer.getString("options.challenge")).matches("[A-Za-z0-9_-]{43}");
        assertThat(Base64.getUrlDecoder().decode(answer.getString("options.challenge")))
                .hasSize(32);
        assertThat(answer.getLong("options.timeout")).isEqualTo(300_000);
        assertThat(answer.getString("options.rpId")).isEqualTo("localhost");
        assertThat(answer.getString("options.userVerification")).isEqualTo("preferred");
        assertThat(answer.getLong("expires_at"))
                .isBetween(before.getEpochSecond() + 299, before.getEpochSecond() + 305);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "not json", "[1,2]"})
    void shouldNotLookAtTheBody(String body) {
        given().body(body).contentType("text/plain").post(PATH).then().statusCode(200);
    }

    @Test
    void shouldNeverIssueTheSameChallengeTwice() {
        assertThat(
                        java.util.stream.IntStream.range(0, 50)
                                .mapToObj(
                                        i ->
                                                given().post(PATH)
                                                        .jsonPath()
                                                        .getString("options.challenge"))
                                .distinct())
                .hasSize(50);
    }

    @Test
    void shouldAcceptATrailingSlash() {
        given().post(PATH + "/").then().statusCode(200);
    }

    @Test
    void shouldRefuseABodyOverTheLimitAsUnreadable() {
        given().header("X-Supabase-Api-Version", "2024-01-01")
                .body("x".repeat(1_048_577))
                .post(PATH)
                .then()
                .statusCode(400)
                .body("code", equalTo("bad_json"))
                .body("message", equalTo("Could not read request body"));
    }

    @Test
    void shouldAnswerAWrongMethodInTheEnvelope() {
        given().get(PATH)
                .then()
                .statusCode(405)
                .body("code", equalTo(405))
                .body("error_code", equalTo("method_not_allowed"));
    }

    @Test
    void testAuthenticationPasskeyDisabled() {
        ObjectNode off = TestSettings.standard();
        off.withObject("/passkeys").put("enabled", false);
        bus.publishSettings(off);

        await().untilAsserted(
                        () ->
                                given().header("X-Supabase-Api-Version", "2024-01-01")
                                        .post(PATH)
                                        .then()
                                        .statusCode(404)
                                        .header("X-Supabase-Api-Version", "2024-01-01")
                                        .header("x-sb-error-code", "passkey_disabled")
                                        .body("code", equalTo("passkey_disabled"))
                                        .body("message", equalTo("Passkeys are disabled")));
    }

    @Test
    void testAuthenticationOptionsRateLimited() {
        ObjectNode limited = TestSettings.standard();
        limited.withObject("/limits").put("enabled", true);
        bus.publishSettings(limited);
        await().until(
                        () -> {
                            for (int i = 0; i < 31; i++) {
                                if (statusFor("198.51.100.1") == 429) {
                                    return true;
                                }
                            }
                            return false;
                        });

        for (int i = 0; i < 30; i++) {
            assertThat(statusFor("198.51.100.2")).isEqualTo(200);
        }
        String retryAfter =
                given().header("X-Forwarded-For", "198.51.100.2")
                        .post(PATH)
                        .then()
                        .statusCode(429)
                        .body("error_code", equalTo("over_request_rate_limit"))
                        .body("msg", equalTo("Request rate limit reached"))
                        .extract()
                        .header("Retry-After");
        assertThat(Integer.parseInt(retryAfter)).isBetween(1, 10);
        assertThat(statusFor("198.51.100.3")).isEqualTo(200);
    }

    private static int statusFor(String client) {
        return given().header("X-Forwarded-For", client).post(PATH).statusCode();
    }
}
