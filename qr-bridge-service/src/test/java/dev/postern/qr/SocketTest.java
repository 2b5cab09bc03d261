package dev.postern.qr;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class SocketTest extends QrBridgeTest {

    @Inject QrConfig config;

    @Test
    void shouldGreetAndShowACode() {
        Page page = keep(Page.connect(server, QrSettingsFixture.DEMO));
        page.send(page.initMessage());
        JsonObject init = page.await("WIDGET_INIT");

        assertThat(page.socket.subProtocol()).isEqualTo("qr-bridge.v1");
        assertThat(init.getJsonArray("sessionIds").getString(0)).matches("[A-Za-z0-9_-]{43}");
        assertThat(init.getString("linkBase")).isEqualTo("https://l.example.com/");
        assertThat(init.getString("subDomainName")).isEqualTo("null");
        assertThat(init.containsKey("logo")).isTrue();
        assertThat(init.getString("appId")).isEqualTo("app_demo");
        assertThat(init.getLong("rotateMs")).isEqualTo(30_000);
        assertThat(init.getString("resumeToken")).matches("[A-Za-z0-9_-]{43}");
        assertThat(init.getLong("expiresAt") - System.currentTimeMillis())
                .isBetween(50_000L, 61_000L);
    }

    @Test
    void shouldFindTheApplicationByItsOriginAlone() {
        assertThat(Page.handshake(server, "", QrSettingsFixture.ORIGIN)).isNotNull();
    }

    @Test
    void shouldAllowAnyPortOfLocalhostInDevelopmentOnly() {
        assertThat(
                        Page.handshake(
                                server,
                                "?appKey=" + QrSettingsFixture.DEVELOPMENT,
                                "http://localhost:5173"))
                .isNotNull();
        assertRejected("?appKey=" + QrSettingsFixture.DEMO, "http://localhost:5173");
    }

    @ParameterizedTest
    @DisplayName("Forged Origin → 403; unknown app key → 403 (10)")
    @CsvSource(
            nullValues = "none",
            value = {
                "?appKey=qr_app_demo,https://evil.example.com",
                "?appKey=qr_app_demo,https://app.example.com.evil.example.com",
                "?appKey=qr_app_demo,http://app.example.com",
                "?appKey=qr_app_demo,https://app.example.com:8443",
                "?appKey=qr_app_demo,null",
                "?appKey=qr_app_demo,none",
                "?appKey=qr_app_unknown,https://app.example.com",
                "?appKey=qr_app_fast,https://app.example.com",
                "'',https://evil.example.com"
            })
    void shouldRefuseForgedOriginsAndForeignApplications(String query, String origin) {
        assertRejected(query, origin);
    }

    @Test
    void shouldAnswerAnOrdinaryRequestWithAnError() {
        refused(given().get("/qr/v1/ws").then(), 400, "invalid_request");
    }

    static Stream<Arguments> badFrames() {
        return Stream.of(
                Arguments.of("not JSON", "{", 4400),
                Arguments.of("no object", "[]", 4400),
                Arguments.of("no action", "{}", 4400),
                Arguments.of("action no text", "{\"action\":1}", 4400),
                Arguments.of("duplicate member", "{\"action\":\"CANCEL\",\"action\":\"X\"}", 4400),
                Arguments.of("unknown action", "{\"action\":\"SING\"}", 4401),
                Arguments.of("out of order: ack", "{\"action\":\"SESSION_ACK\"}", 4401),
                Arguments.of("out of order: cancel", "{\"action\":\"CANCEL\"}", 4401),
                Arguments.of("deep", "{\"action\":" + "[".repeat(5000), 4400),
                Arguments.of("resume nothing", "{\"action\":\"RESUME\"}", 4401),
                Arguments.of(
                        "resume unknown",
                        "{\"action\":\"RESUME\",\"connectionId\":\""
                                + "A".repeat(43)
                                + "\",\"resumeToken\":\""
                                + "A".repeat(43)
                                + "\"}",
                        4401));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFrames")
    void shouldCloseWithTheDocumentedCode(String name, String frame, int code) {
        Page page = keep(Page.connect(server, QrSettingsFixture.DEMO));

        page.sendText(frame);

        JsonObject error = page.await("ERROR");
        assertThat(error.getString("code")).isIn("invalid_request", "browser_gone");
        assertThat(error.getString("message")).isNotBlank();
        assertThat(page.awaitClose()).isEqualTo(code);
    }

    static Stream<Arguments> badInits() {
        String otherKey = new PageKeys().lite();
        return Stream.of(
                Arguments.of("protocol", null, "invalid_request"),
                Arguments.of("protocol", 2, "invalid_request"),
                Arguments.of("protocol", "1", "invalid_request"),
                Arguments.of("browserKey", null, "invalid_request"),
                Arguments.of("browserKey", 7, "invalid_request"),
                Arguments.of("browserKey", "AAAA", "invalid_key"),
                Arguments.of("browserKey", "!".repeat(87), "invalid_key"),
                Arguments.of("browserKey", "B".repeat(87), "invalid_key"),
                Arguments.of("browserKey", "B".repeat(5000), "invalid_key"),
                Arguments.of("browserPublicKey", otherKey, "invalid_key"),
                Arguments.of("browserPublicKey", 7, "invalid_request"),
                Arguments.of("userParameters", "text", "invalid_request"),
                Arguments.of(
                        "userParameters",
                        new JsonObject().put("a", "x".repeat(2100)),
                        "invalid_request"),
                Arguments.of("browserTrust", new JsonObject().put("key", "x"), "invalid_request"),
                Arguments.of(
                        "browserTrust",
                        new JsonObject().put("ts", 1).put("key", "x").put("sig", "y"),
                        "invalid_key"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("badInits")
    void shouldRefuseAMalformedInit(String member, Object value, String code) {
        Page page = keep(Page.connect(server, QrSettingsFixture.DEMO));
        JsonObject init = page.initMessage();
        if (value == null) {
            init.remove(member);
        } else {
            init.put(member, value);
        }

        page.send(init);

        assertThat(page.await("ERROR").getString("code")).isEqualTo(code);
        assertThat(page.awaitClose()).isEqualTo(4400);
    }

    @Test
    void shouldRefuseASecondInit() {
        Page page = page(QrSettingsFixture.DEMO);
        page.send(page.initMessage());
        assertThat(page.awaitClose()).isEqualTo(4401);
    }

    @Test
    @DisplayName("An oversized message → 4400, nothing kept")
    void shouldRefuseAnOversizedMessage() {
        Page page = keep(Page.connect(server, QrSettingsFixture.DEMO));
        page.sendText("x".repeat(17 * 1024));
        assertThat(page.awaitClose()).isEqualTo(4400);

        Page huge = keep(Page.connect(server, QrSettingsFixture.DEMO));
        huge.sendText("x".repeat(200 * 1024));
        assertThat(huge.awaitClose()).isIn(1002, 1009, 1006);
    }

    @Test
    @DisplayName("An endlessly fragmented message → 4400, even when the fragments are empty")
    void shouldRefuseEndlessFragments() {
        Page page = keep(Page.connect(server, QrSettingsFixture.DEMO));
        page.socket.writeFrame(WebSocketFrame.textFrame("{", false));
        for (int i = 0; i < 100; i++) {
            page.socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(), false));
        }
        assertThat(page.awaitClose()).isEqualTo(4400);
    }

    @Test
    void shouldPutAnHonestFragmentedMessageTogether() {
        Page page = keep(Page.connect(server, QrSettingsFixture.DEMO));
        String init = page.initMessage().encode();
        page.socket.writeFrame(WebSocketFrame.textFrame(init.substring(0, 40), false));
        page.socket.writeFrame(
                WebSocketFrame.continuationFrame(Buffer.buffer(init.substring(40)), true));
        assertThat(page.await("WIDGET_INIT")).isNotNull();
    }

    @Test
    @DisplayName("Pings and pongs are signs of life, also between the fragments of a message")
    void shouldTakeControlFramesForSignsOfLife() {
        Page page = keep(Page.connect(server, QrSettingsFixture.DEMO));
        String init = page.initMessage().encode();
        page.socket.writePong(Buffer.buffer("a"));
        page.socket.writePing(Buffer.buffer("b"));
        page.socket.writeFrame(WebSocketFrame.textFrame(init.substring(0, 40), false));
        page.socket.writePong(Buffer.buffer("c"));
        page.socket.writeFrame(
                WebSocketFrame.continuationFrame(Buffer.buffer(init.substring(40)), true));
        assertThat(page.await("WIDGET_INIT")).isNotNull();
    }

    @Test
    void shouldRefuseBinaryFrames() {
        Page page = keep(Page.connect(server, QrSettingsFixture.DEMO));
        page.socket.writeBinaryMessage(Buffer.buffer(new byte[] {1, 2, 3}));
        assertThat(page.awaitClose()).isEqualTo(4400);
    }

    @Test
    void shouldCloseASocketThatSaysNothing() {
        Page page = keep(Page.connect(server, QrSettingsFixture.DEMO));
        assertThat(page.awaitClose()).isEqualTo(4408);
    }

    @Test
    void shouldCloseATalkativeSocket() {
        Page page = page(QrSettingsFixture.DEMO);
        for (int i = 0; i < 300; i++) {
            page.sendText(
                    "{\"action\":\"SESSION_ACK\",\"sessionId\":\""
                            + "A".repeat(43)
                            + "\",\"ok\":false}");
        }
        assertThat(page.awaitClose()).isEqualTo(4429);
    }

    @Test
    void shouldForgetASocketWhosePeerVanished() throws IOException {
        double before = openSockets();
        try (Socket slow = Page.bare(server, "X-Tests: vanish")) {
            InputStream in = slow.getInputStream();
            assertThat(in.read()).isEqualTo('H');
            await().until(() -> openSockets() > before);
        }
        await().until(() -> openSockets() <= before);
    }

    @Test
    void shouldRotateTheCodeWhileNobodyScansIt() {
        Page page = page(QrSettingsFixture.FAST);
        JsonObject first = page.await("QR_REFRESH");
        JsonObject second = page.await("QR_REFRESH");

        Set<String> ids =
                Set.of(
                        page.sessionId,
                        first.getJsonArray("sessionIds").getString(0),
                        second.getJsonArray("sessionIds").getString(0));
        assertThat(ids).hasSize(3);
        phone(QrSettingsFixture.FAST)
                .claim(
                        first.getJsonArray("sessionIds").getString(0),
                        phone(QrSettingsFixture.FAST).claimBody(page.keys.hash()))
                .statusCode(200);
        page.await("MOBILE_CONNECT");
        page.drain();
        await().during(Duration.ofMillis(800))
                .until(
                        () ->
                                page.drain().stream()
                                        .noneMatch(
                                                m -> m.getString("action").equals("QR_REFRESH")));
    }

    @Test
    @DisplayName("Socket cut between claim and approval → resumed, still delivered (K10)")
    void shouldResumeAfterACut() {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String handshake = phone.claimed(page);
        page.await("MOBILE_CONNECT");
        page.drop();
        phone.approve(page.sessionId, phone.approveBody(page, handshake, "secret")).statusCode(202);

        JsonObject resumed = page.resume(server);
        assertThat(resumed.getString("state")).isEqualTo("approved");
        assertThat(page.open(page.await("SESSION_VALIDATE"))).isEqualTo("secret");
        page.acknowledge(true);
        await().pollInterval(Duration.ofMillis(2100))
                .untilAsserted(
                        () ->
                                assertThat(
                                                phone.state(page.sessionId, handshake)
                                                        .extract()
                                                        .<String>path("state"))
                                        .isEqualTo("delivered"));
    }

    @Test
    void shouldReplaceTheOldSocketAndRefuseAUsedResumeToken() {
        Page page = page(QrSettingsFixture.DEMO);
        String used = page.resumeToken;
        page.resume(server);
        assertThat(page.awaitClose()).isEqualTo(4409);

        page.resumeToken = used;
        page.dial(server);
        page.await("HELLO");
        page.send(
                new JsonObject()
                        .put("action", "RESUME")
                        .put("connectionId", page.init.getString("connectionId"))
                        .put("resumeToken", used));
        assertThat(page.await("ERROR").getString("code")).isEqualTo("browser_gone");
    }

    @Test
    void shouldFindTheBrowserGoneOnceItHadTimeToResume() {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        page.drop();

        await().pollDelay(config.resumeWindow().plusMillis(300))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> refused(phone.claim(page), 410, "browser_gone"));
    }

    @Test
    @DisplayName("The open-socket metric falls after a sign-in (B5)")
    void shouldCloseTheSocketAfterSuccess() {
        double before = openSockets();
        Page page = page(QrSettingsFixture.DEMO);
        await().until(() -> openSockets() > before);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String handshake = phone.claimed(page);
        phone.approve(page.sessionId, phone.approveBody(page, handshake, "x"));
        page.await("SESSION_VALIDATE");
        page.acknowledge(true);
        assertThat(page.awaitClose()).isEqualTo(1000);
        await().until(() -> openSockets() <= before);
    }

    private void assertRejected(String query, String origin) {
        assertThatThrownBy(() -> Page.handshake(server, query, origin))
                .rootCause()
                .isInstanceOfSatisfying(
                        UpgradeRejectedException.class,
                        e -> assertThat(e.getStatus()).isEqualTo(403));
    }
}
