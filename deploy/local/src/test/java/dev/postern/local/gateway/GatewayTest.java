package dev.postern.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.embedded.FreePorts;
import dev.postern.embedded.MailSink;
import dev.postern.local.site.DemoFiles;
import dev.postern.local.site.Mailbox;
import dev.postern.local.site.Site;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {
    private static final int DEAD = FreePorts.next();
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static MailSink mails;
    private static Gateway gateway;

    @TempDir static Path demo;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(demo.resolve("assets"));
        Files.writeString(demo.resolve("index.html"), "<!doctype html>demo");
        Files.writeString(demo.resolve("assets/app-ABC.js"), "run();");
        mails = MailSink.start();
        URI first = service("first");
        URI second = service("second");
        URI dead = URI.create("http://127.0.0.1:" + DEAD);
        Map<String, List<URI>> services =
                Map.of(
                        "both", List.of(first, second),
                        "half", List.of(dead, first),
                        "down", List.of(dead));
        List<String> routes =
                List.of(
                        "POST /auth/v1/echo both",
                        "GET /auth/v1/echo both",
                        "POST /auth/v1/half half",
                        "GET /auth/v1/down down");
        Site site =
                new Site(
                        DemoFiles.in(demo),
                        new Mailbox(mails),
                        URI.create("http://localhost:1"),
                        "sb_publishable_x",
                        "qr_app_x");
        gateway = Gateway.start(VERTX, FreePorts.next(), RouteTable.parse(routes), services, site);
    }

    private static URI service(String name) {
        HttpServer server =
                VERTX.createHttpServer()
                        .requestHandler(
                                request ->
                                        request.body()
                                                .onSuccess(
                                                        body -> {
                                                            JsonObject seen = new JsonObject();
                                                            request.headers()
                                                                    .forEach(
                                                                            (key, value) ->
                                                                                    seen.put(
                                                                                            key
                                                                                                    .toLowerCase(),
                                                                                            value));
                                                            request.response()
                                                                    .end(
                                                                            seen.put(
                                                                                            "service",
                                                                                            name)
                                                                                    .put(
                                                                                            "target",
                                                                                            request
                                                                                                    .uri())
                                                                                    .put(
                                                                                            "length",
                                                                                            body
                                                                                                    .length())
                                                                                    .encode());
                                                        }));
        return URI.create(
                "http://127.0.0.1:" + Blocking.get(server.listen(0, "127.0.0.1")).actualPort());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        mails.close();
        Blocking.get(VERTX.close());
    }

    @Test
    void shouldReplaceWhatTheClientClaimsAboutItself() throws Exception {
        JsonObject seen =
                json(
                        send(
                                request("/auth/v1/echo")
                                        .header("X-Forwarded-For", "203.0.113.7")
                                        .header("X-Forwarded-Host", "evil.example")
                                        .header("X-Forwarded-Proto", "https")
                                        .header("X-Real-IP", "203.0.113.7")
                                        .header("Forwarded", "for=203.0.113.7")
                                        .header("X-Request-Id", "chosen-by-client")));

        assertThat(seen.getString("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(seen.getString("x-forwarded-host")).isEqualTo("localhost:" + gateway.port());
        assertThat(seen.getString("x-forwarded-proto")).isEqualTo("http");
        assertThat(seen.getString("x-request-id")).hasSize(36).isNotEqualTo("chosen-by-client");
        assertThat(seen.fieldNames()).doesNotContain("x-real-ip", "forwarded");
    }

    @Test
    void shouldForwardTargetWithoutTrailingSlashAndBodyWhole() throws Exception {
        HttpRequest.Builder request =
                request("/auth/v1/echo/?a=b%2Fc/")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[3_000_000]));

        JsonObject seen = json(send(request));

        assertThat(seen.getString("target")).isEqualTo("/auth/v1/echo?a=b%2Fc/");
        assertThat(seen.getInteger("length")).isEqualTo(3_000_000);
    }

    @Test
    void shouldRefuseInTheEnvelopeWhatIsTooLongToRead() throws Exception {
        HttpResponse<String> target = send(request("/auth/v1/echo?a=" + "x".repeat(8_000)));
        HttpResponse<String> header =
                send(request("/auth/v1/echo").header("X-Long", "x".repeat(20_000)));

        assertThat(target.statusCode()).isEqualTo(414);
        assertThat(json(target).getString("error_code")).isEqualTo("uri_too_long");
        assertThat(header.statusCode()).isEqualTo(431);
        assertThat(header.headers().firstValue("x-sb-error-code"))
                .hasValue("request_header_fields_too_large");
    }

    @Test
    void shouldUseReplicasInTurn() throws Exception {
        Set<String> answered = new HashSet<>();
        for (int call = 0; call < 2; call++) {
            answered.add(json(send(request("/auth/v1/echo"))).getString("service"));
        }

        assertThat(answered).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void shouldPassOverReplicaThatRefusesTheConnection() throws Exception {
        for (int call = 0; call < 4; call++) {
            HttpResponse<String> answer =
                    send(request("/auth/v1/half").POST(HttpRequest.BodyPublishers.ofString("{}")));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(json(answer).getInteger("length")).isEqualTo(2);
        }
    }

    @Test
    void shouldAnswerUnavailableInEnvelopeWhenNoReplicaAccepts() throws Exception {
        HttpResponse<String> answer =
                send(request("/auth/v1/down").header("Origin", "https://app.example"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("https://app.example");
        assertThat(json(answer).getString("error_code")).isEqualTo("service_unavailable");
        assertThat(json(answer).getString("error_id"))
                .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
    }

    @Test
    void shouldAnswerUnknownPathInTheShapeOfTheRequestedVersion() throws Exception {
        HttpResponse<String> named =
                send(request("/auth/v1/nowhere").header("X-Supabase-Api-Version", "2024-01-01"));
        HttpResponse<String> numbered =
                send(request("/auth/v1/nowhere").header("X-Supabase-Api-Version", "yesterday"));

        assertThat(named.statusCode()).isEqualTo(404);
        assertThat(named.body())
                .isEqualTo("{\"code\":\"not_found\",\"message\":\"Path not found\"}");
        assertThat(named.headers().firstValue("X-Supabase-Api-Version")).contains("2024-01-01");
        assertThat(numbered.body())
                .isEqualTo(
                        "{\"code\":404,\"error_code\":\"not_found\",\"msg\":\"Path not found\"}");
        assertThat(numbered.headers().firstValue("X-Supabase-Api-Version")).isEmpty();
        assertThat(numbered.headers().firstValue("x-sb-error-code")).contains("not_found");
    }

    @Test
    void shouldNameAllowedMethodsOfKnownPath() throws Exception {
        HttpResponse<String> answer = send(request("/auth/v1/echo").DELETE());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, OPTIONS, POST");
        assertThat(json(answer).getString("error_code")).isEqualTo("method_not_allowed");
    }

    @Test
    void shouldLetBrowserReadThatPathIsUnknown() throws Exception {
        HttpResponse<String> preflight =
                send(
                        request("/auth/v1/nowhere")
                                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                                .header("Origin", "https://app.example")
                                .header("Access-Control-Request-Method", "POST")
                                .header("Access-Control-Request-Headers", "apikey"));

        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
                .contains("apikey");
    }

    @Test
    void shouldForwardPreflightOfListedPath() throws Exception {
        HttpResponse<String> answer =
                send(
                        request("/auth/v1/echo")
                                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));

        assertThat(json(answer).getString("target")).isEqualTo("/auth/v1/echo");
    }

    @Test
    void shouldNotForwardUnlistedSpellings() throws Exception {
        List<String> attacks =
                List.of(
                        "GET /auth/v1/../internal/sessions HTTP/1.1",
                        "GET /auth/v1/echo/..;/..;/internal HTTP/1.1",
                        "GET /auth/v1//echo HTTP/1.1",
                        "GET /internal/sessions HTTP/1.1",
                        "GET /q/health/ready HTTP/1.1",
                        "GET /auth/v1/ech%6F HTTP/1.1",
                        "TRACE /auth/v1/nowhere HTTP/1.1");

        for (String attack : attacks) {
            assertThat(raw(attack)).as(attack).matches("HTTP/1.1 40[45] .*");
        }
        assertThat(raw("GET http://evil.example/auth/v1/echo HTTP/1.1")).startsWith("HTTP/1.1 400");
    }

    @Test
    void shouldNotTunnelUpgradeOnPlainRoute() throws Exception {
        String answer =
                raw(
                        "GET /auth/v1/echo HTTP/1.1",
                        "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                        "Sec-WebSocket-Version: 13");

        assertThat(answer).startsWith("HTTP/1.1 405");
    }

    @Test
    void shouldServeDemoSiteUnderStrictPolicy() throws Exception {
        HttpResponse<String> page = send(request("/"));
        HttpResponse<String> asset = send(request("/assets/app-ABC.js"));

        assertThat(page.body()).isEqualTo("<!doctype html>demo");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.headers().firstValue("Permissions-Policy").orElseThrow())
                .contains("publickey-credentials-get=(self)");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(asset.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
        assertThat(asset.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/javascript");
        assertThat(send(request("/deep/link")).statusCode()).isEqualTo(404);
    }

    @Test
    void shouldRevalidateInsteadOfSendingAgain() throws Exception {
        String etag = send(request("/")).headers().firstValue("ETag").orElseThrow();

        assertThat(send(request("/").header("If-None-Match", etag)).statusCode()).isEqualTo(304);
    }

    @Test
    void shouldTellTheDemoSiteItsProject() throws Exception {
        assertThat(json(send(request("/postern.json"))))
                .isEqualTo(
                        new JsonObject()
                                .put("url", "http://localhost:1")
                                .put("publishableKey", "sb_publishable_x")
                                .put("qrAppKey", "qr_app_x"));
    }

    @Test
    void shouldHideThePagesFromReboundNames() throws Exception {
        assertThat(rawWithHost("GET /mailbox HTTP/1.1", "evil.example")).startsWith("HTTP/1.1 421");
        assertThat(rawWithHost("GET /postern.json HTTP/1.1", "evil.example"))
                .startsWith("HTTP/1.1 421");
    }

    private static HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + gateway.port() + target));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonObject json(HttpResponse<String> answer) {
        return new JsonObject(answer.body());
    }

    private static String raw(String... lines) throws IOException {
        return rawWithHost(String.join("\r\n", lines), "localhost");
    }

    private static String rawWithHost(String head, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    (head + "\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] status = socket.getInputStream().readNBytes(60);
            return new String(status, StandardCharsets.US_ASCII).lines().findFirst().orElseThrow();
        }
    }
}
