package dev.postern.challenge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.settings.ProjectSettings;
import dev.postern.settings.SettingsSource;
import dev.postern.testkit.PosternTestResource;
import dev.postern.testkit.TestBus;
import dev.postern.testkit.TestSettings;
import io.restassured.response.Response;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a challenge costs, carries and survives. */
@ChallengeServiceTest
class ChallengeLifeTest {

    private static final String REGISTRATION = "/auth/v1/passkeys/registration/options";
    private static final String AUTHENTICATION = "/auth/v1/passkeys/authentication/options";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final UUID user = UUID.randomUUID();
    private final String token = TestTokens.of(user, UUID.randomUUID());

    TestBus bus;
    @Inject Redis redis;
    @Inject SettingsSource settings;

    @BeforeEach
    void awaitReady() {
        await().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    @AfterEach
    void restoreSettings() {
        bus.publishSettings(TestSettings.standard());
        await().until(
                        () ->
                                settings.current().passkeys().userVerification().equals("preferred")
                                        && settings.current().passkeys().moreAlgorithms().isEmpty()
                                        && settings.current()
                                                .relyingParty()
                                                .relatedOrigins()
                                                .isEmpty()
                                        && !settings.current().passkeys().signUp()
                                        && !settings.current().limits().enabled());
    }

    private void change(Consumer<ObjectNode> change, Predicate<ProjectSettings> arrived) {
        ObjectNode changed = TestSettings.standard();
        change.accept(changed);
        bus.publishSettings(changed);
        await().until(() -> arrived.test(settings.current()));
    }

    private Response beginRegistration(String query) {
        return given().header("Authorization", "Bearer " + token).post(REGISTRATION + query);
    }

    private Response consume(String id, String type) {
        return given().header("Authorization", "Bearer " + PosternTestResource.SERVICE_TOKEN)
                .body("{\"type\":\"%s\",\"user_id\":\"%s\"}".formatted(type, user))
                .post("/internal/challenges/" + id + "/consume");
    }

    private static String id(Response options) {
        return options.then().statusCode(200).extract().path("challenge_id");
    }

    private long memoryOf(String id) {
        return redis.send(Request.cmd(Command.MEMORY).arg("USAGE").arg("postern:challenge:" + id))
                .await()
                .atMost(PATIENCE)
                .toLong();
    }

    @Test
    @DisplayName("an outstanding challenge takes at most 400 bytes")
    void shouldCostLittle() {
        assertThat(memoryOf(id(given().post(AUTHENTICATION)))).isBetween(100L, 400L);
        assertThat(memoryOf(id(beginRegistration("?mediation=conditional")))).isBetween(100L, 400L);
    }

    @Test
    @DisplayName("Redis forgets a challenge after its time and the retention")
    void shouldNotStayForEver() {
        String key = "postern:challenge:" + id(given().post(AUTHENTICATION));

        long left =
                redis.send(Request.cmd(Command.PTTL).arg(key)).await().atMost(PATIENCE).toLong();

        assertThat(left).isBetween(590_000L, 600_000L);
    }

    @Test
    @DisplayName("conditional create: what was asked for travels with the challenge")
    void shouldTellWhetherTheClientMayRegisterSilently() {
        consume(id(beginRegistration("?mediation=conditional")), "registration")
                .then()
                .body("conditional", equalTo(true));
        consume(id(beginRegistration("")), "registration")
                .then()
                .body("conditional", equalTo(false));
        consume(id(beginRegistration("?mediation=required")), "registration")
                .then()
                .body("conditional", equalTo(false));
    }

    @Test
    @DisplayName("user verification: a challenge keeps what its options asked, whatever changes")
    void shouldKeepTheVerificationThatWasAskedFor() {
        change(
                s -> s.withObject("/passkeys").put("user_verification", "required"),
                s -> s.passkeys().userVerification().equals("required"));
        Response options = beginRegistration("");
        options.then().body("options.authenticatorSelection.userVerification", equalTo("required"));
        restoreSettings();

        consume(id(options), "registration")
                .then()
                .statusCode(200)
                .body("user_verification", equalTo("required"));
    }

    @Test
    @DisplayName("options ask for the attestation and offer the algorithms of the settings")
    void shouldAskAsTheSettingsSay() {
        change(
                s ->
                        s.withObject("/passkeys")
                                .put("attestation", "direct")
                                .putArray("more_algorithms")
                                .add(-53)
                                .add(-65535),
                s -> s.passkeys().attestation().equals("direct"));

        beginRegistration("")
                .then()
                .body("options.attestation", equalTo("direct"))
                .body("options.pubKeyCredParams.size()", equalTo(11))
                .body("options.pubKeyCredParams[10].alg", equalTo(-53));
    }

    @Test
    @DisplayName("related origins are served where browsers look for them")
    void shouldServeRelatedOrigins() {
        given().get("/.well-known/webauthn")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("origins", equalTo(List.of("http://localhost:8000")));
        change(
                s ->
                        s.withObject("/relying_party")
                                .putArray("related_origins")
                                .add("https://shop.example.net"),
                s -> !s.relyingParty().relatedOrigins().isEmpty());

        given().get("/.well-known/webauthn")
                .then()
                .body("origins[1]", equalTo("https://shop.example.net"));
    }

    @Test
    @DisplayName("S4: registrations are limited per user, and say how long to wait")
    void shouldLimitRegistrationsPerUser() {
        change(s -> s.withObject("/limits").put("enabled", true), s -> s.limits().enabled());
        for (int i = 0; i < 30; i++) {
            beginRegistration("").then().statusCode(200);
        }

        beginRegistration("")
                .then()
                .statusCode(429)
                .header("Retry-After", notNullValue())
                .body("error_code", equalTo("over_request_rate_limit"));
        given().header(
                        "Authorization",
                        "Bearer " + TestTokens.of(UUID.randomUUID(), UUID.randomUUID()))
                .post(REGISTRATION)
                .then()
                .statusCode(200);
    }

    @Test
    @DisplayName("Redis does not answer: 503 with Retry-After, and service as soon as it does")
    void shouldCloseTheDoorWhileRedisIsAway() {
        String id = id(given().post(AUTHENTICATION));
        redis.send(Request.cmd(Command.CLIENT).arg("PAUSE").arg(5_000)).await().atMost(PATIENCE);

        for (Response refused : List.of(given().post(AUTHENTICATION), beginRegistration(""))) {
            refused.then().statusCode(503).header("Retry-After", notNullValue());
        }

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().post(AUTHENTICATION).then().statusCode(200));
        given().header("Authorization", "Bearer " + PosternTestResource.SERVICE_TOKEN)
                .body("{\"type\":\"authentication\",\"client\":\"192.0.2.1\"}")
                .post("/internal/challenges/" + id + "/consume")
                .then()
                .statusCode(200);
    }

    @Test
    @DisplayName("sign-up: off unless the settings say so, then the challenge's id is the user's")
    void shouldBeginASignUp() {
        String path = "/auth/v1/passkeys/signup/options";
        String body = "{\"email\":\"ann@example.org\",\"data\":{\"name\":\"Ann\"}}";
        given().body(body)
                .post(path)
                .then()
                .statusCode(422)
                .body("error_code", equalTo("signup_disabled"));
        change(s -> s.withObject("/passkeys").put("sign_up", true), s -> s.passkeys().signUp());

        given().body("{\"email\":\"nobody\"}")
                .post(path)
                .then()
                .statusCode(400)
                .body("error_code", equalTo("validation_failed"));
        Response options = given().body(body).post(path);
        options.then()
                .body("options.user.name", equalTo("ann@example.org"))
                .body("options.user.displayName", equalTo("Ann"))
                .body("options.excludeCredentials", nullValue());
        String id = id(options);
        assertThat(Base64.getUrlDecoder().decode(options.path("options.user.id").toString()))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(id);
        String answerer = "{\"type\":\"%s\",\"client\":\"192.0.2.1\"}";
        consumeAs(id, answerer.formatted("authentication")).then().statusCode(400);
        consumeAs(id, answerer.formatted("signup")).then().statusCode(200);
        consumeAs(id, answerer.formatted("signup")).then().statusCode(400);
    }

    private static Response consumeAs(String id, String answerer) {
        return given().header("Authorization", "Bearer " + PosternTestResource.SERVICE_TOKEN)
                .body(answerer)
                .post("/internal/challenges/" + id + "/consume");
    }
}
