package dev.postern.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.postern.embedded.KafkaBroker;
import dev.postern.embedded.PosternTopics;
import dev.postern.embedded.RedisProcess;
import dev.postern.qr.handoff.Tokens;
import dev.postern.testkit.PosternTestResource;
import dev.postern.testkit.TestBus;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge as it is deployed: several processes on one Redis and one Kafka. */
class ReplicasIT {

    @TempDir static Path folder;

    private static final Map<String, String> ENVIRONMENT = new HashMap<>();
    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static RedisProcess redis;
    private static TestBus bus;

    @BeforeAll
    static void startServers() throws IOException {
        KafkaBroker kafka = KafkaBroker.throwaway();
        OPEN.add(kafka);
        kafka.createTopics(PosternTopics.ALL);
        bus = new TestBus(kafka.bootstrapServers());
        bus.publishSettings(QrSettingsFixture.settings());
        redis = RedisProcess.throwaway();
        OPEN.add(redis);
        HttpServer session =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        session.createContext(
                "/",
                exchange -> {
                    byte[] jwks = TestTokens.jwks().getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, jwks.length);
                    exchange.getResponseBody().write(jwks);
                    exchange.close();
                });
        session.start();
        OPEN.add(() -> session.stop(0));
        ENVIRONMENT.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        ENVIRONMENT.put("POSTERN_REDIS_URL", redis.uri().toString());
        ENVIRONMENT.put(
                "POSTERN_SESSION_URL", "http://127.0.0.1:" + session.getAddress().getPort());
        ENVIRONMENT.put("POSTERN_SERVICE_TOKEN", PosternTestResource.SERVICE_TOKEN);
        ENVIRONMENT.put("POSTERN_PUBLISHABLE_KEY", PosternTestResource.PUBLISHABLE_KEY);
        ENVIRONMENT.put("POSTERN_SECRET_KEY", PosternTestResource.SECRET_KEY);
    }

    @AfterAll
    static void stopServers() throws Exception {
        for (AutoCloseable server : OPEN) {
            server.close();
        }
    }

    @Test
    @DisplayName("Browser on A + POST on B (12); kill A between approve and ack, resume on C (13)")
    void shouldDeliverExactlyOnceAcrossReplicas() throws Exception {
        try (Replica a = Replica.start(folder, "a", ENVIRONMENT);
                Replica b = Replica.start(folder, "b", ENVIRONMENT);
                Replica c = Replica.start(folder, "c", ENVIRONMENT)) {
            for (Replica replica : List.of(a, b, c)) {
                replica.awaitReady();
            }
            deliverAcross(a.uri, b.uri);
            surviveDeath(a, b.uri, c.uri);
            moveFromADrainingReplica(b, c.uri);
        }
    }

    private static void deliverAcross(URI a, URI b) throws Exception {
        try (Page page = Page.open(a, QrSettingsFixture.DEMO)) {
            PhoneFixture phone = new PhoneFixture(b, QrSettingsFixture.DEMO);
            String handshake = phone.claimed(page);
            page.await("MOBILE_CONNECT");
            var approval = approve(phone, page, handshake, "across");
            assertThat(page.open(page.await("SESSION_VALIDATE"))).isEqualTo("across");
            page.acknowledge(true);
            assertThat(approval.get()).isEqualTo(200);
        }
    }

    private static void surviveDeath(Replica a, URI b, URI c) throws Exception {
        try (Page page = Page.open(a.uri, QrSettingsFixture.DEMO)) {
            PhoneFixture phone = new PhoneFixture(b, QrSettingsFixture.DEMO);
            String handshake = phone.claimed(page);
            page.await("MOBILE_CONNECT");
            var approval = approve(phone, page, handshake, "survivor");
            page.await("SESSION_VALIDATE");
            a.kill();
            page.drain();
            assertThat(approval.get()).isEqualTo(202);

            assertThat(page.resume(c).getString("state")).isEqualTo("approved");
            assertThat(page.open(page.await("SESSION_VALIDATE"))).isEqualTo("survivor");
            page.acknowledge(true);
            await().pollInterval(Duration.ofMillis(2100))
                    .untilAsserted(
                            () ->
                                    phone.state(page.sessionId, handshake)
                                            .body(
                                                    "state",
                                                    org.hamcrest.Matchers.equalTo("delivered")));
            assertThat(page.drain()).isEmpty();
            await().untilAsserted(
                            () ->
                                    assertThat(bus.events("postern.qr.v1"))
                                            .filteredOn(
                                                    e ->
                                                            e.key()
                                                                    .equals(
                                                                            Tokens.publicName(
                                                                                    page.sessionId)))
                                            .filteredOn(e -> e.type().endsWith(".delivered"))
                                            .hasSize(1));
        }
    }

    private static void moveFromADrainingReplica(Replica b, URI c) throws Exception {
        try (Page page = Page.open(b.uri, QrSettingsFixture.DEMO)) {
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(page::awaitClose);
            b.stop();
            assertThat(code.get()).isEqualTo(1001);
            assertThat(page.resume(c).getString("state")).isEqualTo("new");
        }
    }

    @Test
    @DisplayName("Redis, Kafka, logs and heap hold no token after a hand-off (11, K8)")
    void shouldHoldNoPlaintext() throws Exception {
        String secret = "rt-" + UUID.randomUUID();
        try (Replica replica = Replica.start(folder, "secret", ENVIRONMENT)) {
            replica.awaitReady();
            String ciphertext;
            PhoneFixture phone = new PhoneFixture(replica.uri, QrSettingsFixture.DEMO);
            try (Page page = Page.open(replica.uri, QrSettingsFixture.DEMO)) {
                String handshake = phone.claimed(page);
                var approval =
                        approve(phone, page, handshake, "{\"refreshToken\":\"" + secret + "\"}");
                JsonObject validate = page.await("SESSION_VALIDATE");
                ciphertext = validate.getJsonObject("browserData").getString("ciphertext");
                assertThat(redisText()).contains(ciphertext).doesNotContain(secret);
                assertThat(page.open(validate)).contains(secret);
                page.acknowledge(true);
                assertThat(approval.get()).isEqualTo(200);

                assertThat(redisText())
                        .doesNotContain(secret)
                        .doesNotContain(ciphertext)
                        .doesNotContain(handshake)
                        .doesNotContain(page.resumeToken);
                assertThat(Files.readString(replica.log))
                        .contains("approve ok")
                        .doesNotContain(secret)
                        .doesNotContain(ciphertext)
                        .doesNotContain(page.sessionId)
                        .doesNotContain(phone.token);
                assertThat(bus.events("postern.qr.v1").toString())
                        .doesNotContain(secret)
                        .doesNotContain(ciphertext)
                        .doesNotContain(page.sessionId);
            }
            assertThat(holds(replica.heapDump(folder), secret)).isFalse();
        }
    }

    @Test
    @DisplayName("Redis stopped → 503 and no leak; the bridge comes back by itself (14, B11)")
    void shouldFailClosedWhileRedisIsAway() throws Exception {
        try (RedisProcess own = RedisProcess.throwaway()) {
            Map<String, String> environment = new HashMap<>(ENVIRONMENT);
            environment.put("POSTERN_REDIS_URL", own.uri().toString());
            try (Replica replica = Replica.start(folder, "outage", environment);
                    Page page = openWhenReady(replica)) {
                PhoneFixture phone = new PhoneFixture(replica.uri, QrSettingsFixture.DEMO);
                String handshake = phone.claimed(page);
                own.close();

                QrBridgeTest.refused(
                        phone.approve(page.sessionId, phone.approveBody(page, handshake, "x")),
                        503,
                        "unavailable");
                QrBridgeTest.refused(phone.claim(page), 503, "unavailable");
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> replica.status("q/health/ready") == 503);
                assertThat(page.drain())
                        .noneMatch(m -> m.getString("action").equals("SESSION_VALIDATE"));
            }
        }
    }

    private static Page openWhenReady(Replica replica) {
        replica.awaitReady();
        return Page.open(replica.uri, QrSettingsFixture.DEMO);
    }

    private static CompletableFuture<Integer> approve(
            PhoneFixture phone, Page page, String handshake, String payload) {
        Map<String, Object> body = phone.approveBody(page, handshake, payload);
        return CompletableFuture.supplyAsync(
                () -> phone.approve(page.sessionId, body).extract().statusCode());
    }

    /** Every key and value of Redis, as text. */
    private static String redisText() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String key : command("KEYS", "*").split("\r\n")) {
            if (key.startsWith("qr:") || key.startsWith("postern:")) {
                all.append(key).append('\n');
                all.append(
                        command(
                                "EVAL",
                                "local t = redis.call('TYPE', KEYS[1]).ok "
                                        + "if t == 'hash' then return redis.call('HGETALL', KEYS[1]) end "
                                        + "if t == 'string' then return redis.call('GET', KEYS[1]) end "
                                        + "if t == 'stream' then return redis.call('XRANGE', KEYS[1], '-', '+') end "
                                        + "return t",
                                "1",
                                key));
            }
        }
        return all.toString();
    }

    /** One command over the wire; the answer as it comes. */
    private static String command(String... words) throws IOException {
        try (Socket socket = new Socket(redis.uri().getHost(), redis.uri().getPort())) {
            StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
            for (String word : words) {
                request.append('$')
                        .append(word.length())
                        .append("\r\n")
                        .append(word)
                        .append("\r\n");
            }
            request.append("*1\r\n$4\r\nQUIT\r\n");
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Whether a file holds a text, in Latin-1 or UTF-16 as JVMs keep it. */
    private static boolean holds(Path file, String text) throws IOException {
        return holds(file, text.getBytes(StandardCharsets.ISO_8859_1))
                || holds(file, text.getBytes(StandardCharsets.UTF_16LE));
    }

    private static boolean holds(Path file, byte[] wanted) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            int matched = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                matched =
                        b == (wanted[matched] & 0xff)
                                ? matched + 1
                                : b == (wanted[0] & 0xff) ? 1 : 0;
                if (matched == wanted.length) {
                    return true;
                }
            }
            return false;
        }
    }
}
