package dev.postern.qr;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class PollTest extends QrBridgeTest {

    private final JsonObject page = new JsonObject();
    private final PageKeys keys = new PageKeys();

    @Test
    void shouldHandOverByPolling() {
        Page shown = begin();
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String handshake = phone.claimed(shown);
        assertThat(hear("MOBILE_CONNECT").getString("sessionId")).isEqualTo(shown.sessionId);
        phone.approve(shown.sessionId, phone.approveBody(shown, handshake, "secret"))
                .statusCode(202);

        assertThat(shown.open(hear("SESSION_VALIDATE"))).isEqualTo("secret");
        assertThat(shown.open(hear("SESSION_VALIDATE"))).isEqualTo("secret");
        say(
                new JsonObject()
                        .put("action", "SESSION_ACK")
                        .put("sessionId", shown.sessionId)
                        .put("ok", true));

        phone.state(shown.sessionId, handshake)
                .statusCode(200)
                .body("state", org.hamcrest.Matchers.equalTo("delivered"));
    }

    @Test
    void shouldTellAnImpatientPageToSlowDown() {
        begin();
        poll(page, List.of()).statusCode(200);
        refused(poll(page, List.of()), 429, "slow_down");
    }

    @Test
    void shouldNotServeStrangers() {
        begin();
        JsonObject stranger = page.copy().put("resumeToken", "A".repeat(43));
        refused(poll(stranger, List.of()), 410, "browser_gone");
        refused(
                given().header("Origin", "https://evil.example.com")
                        .body(page.encode())
                        .post("/qr/v1/poll?appKey=" + QrSettingsFixture.DEMO)
                        .then(),
                403,
                "origin_not_allowed");
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("{", 400, "invalid_request"),
                Arguments.of("{}", 400, "invalid_request"),
                Arguments.of("{\"messages\":[]}", 400, "invalid_request"),
                Arguments.of("{\"messages\":[{\"action\":\"CANCEL\"}]}", 400, "invalid_request"),
                Arguments.of("{\"messages\":\"x\"}", 400, "invalid_request"),
                Arguments.of("{\"messages\":[1,2,3,4,5]}", 400, "invalid_request"),
                Arguments.of("{\"connectionId\":\"x\",\"resumeToken\":\"y\"}", 410, "browser_gone"),
                Arguments.of(" ".repeat(17_000), 413, "payload_too_large"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldRefuseMalformedPolls(String body, int status, String code) {
        refused(
                given().header("Origin", QrSettingsFixture.ORIGIN)
                        .body(body)
                        .post("/qr/v1/poll?appKey=" + QrSettingsFixture.DEMO)
                        .then(),
                status,
                code);
    }

    private Page begin() {
        Page shown = keep(Page.polling(QrSettingsFixture.DEMO, keys));
        JsonObject init =
                new JsonObject(poll(page, List.of(shown.initMessage())).extract().asString())
                        .getJsonArray("messages")
                        .getJsonObject(0);
        shown.init = init;
        shown.sessionId = init.getJsonArray("sessionIds").getString(0);
        page.put("connectionId", init.getString("connectionId"))
                .put("resumeToken", init.getString("resumeToken"));
        return shown;
    }

    private JsonObject hear(String action) {
        return await().pollInterval(Duration.ofMillis(2100))
                .until(
                        () ->
                                messages(poll(page, List.of()))
                                        .filter(m -> m.getString("action").equals(action))
                                        .findFirst()
                                        .orElse(null),
                        found -> found != null);
    }

    private void say(JsonObject message) {
        await().pollInterval(Duration.ofMillis(2100))
                .until(() -> poll(page, List.of(message)).extract().statusCode() == 200);
    }

    private static Stream<JsonObject> messages(ValidatableResponse response) {
        JsonArray messages =
                new JsonObject(response.extract().asString())
                        .getJsonArray("messages", new JsonArray());
        return messages.stream().map(JsonObject.class::cast);
    }

    private static ValidatableResponse poll(JsonObject page, List<JsonObject> messages) {
        return given().header("Origin", QrSettingsFixture.ORIGIN)
                .contentType("application/json")
                .body(page.copy().put("messages", new JsonArray(messages)).encode())
                .post("/qr/v1/poll?appKey=" + QrSettingsFixture.DEMO)
                .then();
    }
}
