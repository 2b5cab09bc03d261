package dev.postern.challenge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.testkit.PosternTestResource;
import dev.postern.testkit.TestBus;
import dev.postern.testkit.TestSettings;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ChallengeServiceTest
class ConsumeTest {

    TestBus bus;

    @BeforeEach
    void awaitReady() {
        bus.publishSettings(TestSettings.standard());
        await().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    private static String issueForAuthentication() {
        return given().post("/auth/v1/passkeys/authentication/options")
                .jsonPath()
                .getString("challenge_id");
    }

    private static String issueForRegistration(UUID user) {
        return given().header("Authorization", "Bearer " + TestTokens.of(user, UUID.randomUUID()))
                .post("/auth/v1/passkeys/registration/options")
                .jsonPath()
                .getString("challenge_id");
    }

    private static ValidatableResponse consume(String id, String body) {
        return given().header("Authorization", "Bearer " + PosternTestResource.SERVICE_TOKEN)
                .body(body)
                .post("/internal/challenges/" + id + "/consume")
                .then();
    }

    private static String authentication() {
        return "{\"type\":\"authentication\",\"client\":\"192.0.2.1\"}";
    }

    private static String registration(UUID user) {
        return "{\"type\":\"registration\",\"user_id\":\"" + user + "\"}";
    }

    private static void assertNotFound(ValidatableResponse response) {
        response.statusCode(400)
                .body("error_code", equalTo("webauthn_challenge_not_found"))
                .body("msg", equalTo("Challenge not found or already used"));
    }

    @Test
    void testConsumeByID() {
        String id = issueForAuthentication();

        consume(id, authentication())
                .statusCode(200)
                .body("user_verification", equalTo("preferred"));
        assertNotFound(consume(id, authentication()));
    }

    @Test
    void testConsumeWrongTypeAndWrongUserLeaveTheChallenge() {
        UUID user = UUID.randomUUID();
        String forUser = issueForRegistration(user);
        String forAnybody = issueForAuthentication();

        assertNotFound(consume(forUser, authentication()));
        assertNotFound(consume(forUser, registration(UUID.randomUUID())));
        assertNotFound(consume(forAnybody, registration(user)));

        consume(forUser, registration(user)).statusCode(200);
        consume(forAnybody, authentication()).statusCode(200);
    }

    @Test
    void testConsumeNotFound() {
        assertNotFound(consume(UUID.randomUUID().toString(), authentication()));
    }

    @Test
    void shouldLetOneOfAThousandParallelConsumersWin() throws Exception {
        String id = issueForAuthentication();
        ExecutorService clients = Executors.newFixedThreadPool(32);
        try {
            List<Future<Integer>> answers =
                    java.util.stream.IntStream.range(0, 1000)
                            .mapToObj(
                                    i ->
                                            clients.submit(
                                                    () ->
                                                            consume(id, authentication())
                                                                    .extract()
                                                                    .statusCode()))
                            .toList();
            int winners = 0;
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isIn(200, 400);
                winners += answer.get() == 200 ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void shouldTellExpiredFromUnknown() {
        ObjectNode brief = TestSettings.standard();
        brief.withObject("/passkeys").put("challenge_ttl_seconds", 1);
        bus.publishSettings(brief);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> {
                            String id = issueForAuthentication();
                            await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
                            consume(id, authentication())
                                    .statusCode(400)
                                    .body("error_code", equalTo("webauthn_challenge_expired"))
                                    .body("msg", equalTo("Challenge has expired"));
                            assertNotFound(consume(id, authentication()));
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer wrong", "Basic x"})
    void shouldServeNobodyWithoutTheServiceToken(String authorization) {
        String id = issueForAuthentication();

        given().header("Authorization", authorization)
                .body(authentication())
                .post("/internal/challenges/" + id + "/consume")
                .then()
                .statusCode(401)
                .body("error_code", equalTo("no_authorization"));
        given().header("Authorization", "Bearer " + PosternTestResource.SECRET_KEY)
                .body(authentication())
                .post("/internal/challenges/" + id + "/consume")
                .then()
                .statusCode(401);
        consume(id, authentication()).statusCode(200);
    }

    @Test
    void shouldRefuseMalformedRequests() {
        String id = UUID.randomUUID().toString();
        consume(id, "").statusCode(400).body("error_code", equalTo("bad_json"));
        consume(id, "{}").statusCode(400).body("error_code", equalTo("validation_failed"));
        consume(id, "{\"type\":\"nonsense\"}")
                .statusCode(400)
                .body("error_code", equalTo("validation_failed"));
        consume(id, "{\"type\":\"registration\"}")
                .statusCode(400)
                .body("error_code", equalTo("validation_failed"));
        consume("not-a-uuid", authentication()).statusCode(404);
    }

    @Test
    void shouldLimitFinishedSignInsPerClient() {
        ObjectNode limited = TestSettings.standard();
        limited.withObject("/limits").put("enabled", true);
        bus.publishSettings(limited);
        String flood =
                "{\"type\":\"authentication\",\"client\":\"198.51.100.9\","
                        + "\"client_forwarded\":true}";
        String id = UUID.randomUUID().toString();

        await().untilAsserted(
                        () -> {
                            for (int i = 0; i < 31; i++) {
                                if (consume(id, flood).extract().statusCode() == 429) {
                                    return;
                                }
                            }
                            throw new AssertionError("the limit is not in force yet");
                        });
        bus.publishSettings(TestSettings.standard());
    }
}
