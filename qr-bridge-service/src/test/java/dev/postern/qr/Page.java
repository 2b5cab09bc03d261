package dev.postern.qr;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** A page with a QR code: its socket, its key, what it was told. */
final class Page implements AutoCloseable {

    private static final Vertx VERTX = Vertx.vertx();
    private static final WebSocketClient CLIENT =
            VERTX.createWebSocketClient(
                    new WebSocketClientOptions()
                            .setMaxConnections(10_000)
                            .setMaxFrameSize(1 << 20)
                            .setMaxMessageSize(1 << 20));

    final PageKeys keys;
    final String appKey;
    final String origin;
    private final BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Short> closed = new LinkedBlockingQueue<>();
    WebSocket socket;
    JsonObject init;
    String resumeToken;
    String sessionId;

    private Page(String appKey, String origin, PageKeys keys) {
        this.appKey = appKey;
        this.origin = origin;
        this.keys = keys;
    }

    /** Connects and waits for the greeting. */
    static Page connect(URI server, String appKey) {
        Page page = new Page(appKey, QrSettingsFixture.originOf(appKey), new PageKeys());
        page.dial(server);
        page.await("HELLO");
        return page;
    }

    /** A page that shows its first code. */
    static Page open(URI server, String appKey) {
        Page page = connect(server, appKey);
        page.send(page.initMessage());
        page.init = page.await("WIDGET_INIT");
        page.resumeToken = page.init.getString("resumeToken");
        page.sessionId = page.init.getJsonArray("sessionIds").getString(0);
        return page;
    }

    /** A page that has no socket. */
    static Page polling(String appKey, PageKeys keys) {
        return new Page(appKey, QrSettingsFixture.originOf(appKey), keys);
    }

    /** Connects without more ado; fails when the handshake is refused. */
    static WebSocket handshake(URI server, String query, String origin) {
        return done(CLIENT.connect(options(server, query, origin)));
    }

    /**
     * Opens many sockets of one page and says nothing.
     *
     * @return how each was closed
     */
    static List<Integer> flood(URI server, String appKey, int sockets) {
        WebSocketConnectOptions options =
                options(server, "?appKey=" + appKey, QrSettingsFixture.originOf(appKey));
        Semaphore dialling = new Semaphore(200);
        BlockingQueue<Integer> codes = new LinkedBlockingQueue<>();
        for (int i = 0; i < sockets; i++) {
            dialling.acquireUninterruptibly();
            ClientWebSocket socket = CLIENT.webSocket();
            socket.closeHandler(
                    closed -> {
                        Short code = socket.closeStatusCode();
                        codes.add(code == null ? 1006 : code.intValue());
                    });
            onOneLoop(() -> socket.connect(options))
                    .onFailure(refused -> codes.add(-1))
                    .onComplete(done -> dialling.release());
        }
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> codes.size() == sockets);
        return List.copyOf(codes);
    }

    /** A connection on which only the handshake was written; its peer reads next to nothing. */
    static Socket bare(URI server, String header) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1024);
        socket.connect(new InetSocketAddress("127.0.0.1", server.getPort()));
        String request =
                """
                GET /qr/v1/ws?appKey=qr_app_demo HTTP/1.1
                Host: localhost
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13
                Origin: https://app.example.com
                """
                        + header
                        + "\n\n";
        socket.getOutputStream()
                .write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static WebSocketConnectOptions options(URI server, String query, String origin) {
        WebSocketConnectOptions options =
                new WebSocketConnectOptions()
                        .setHost(server.getHost())
                        .setPort(server.getPort())
                        .setURI("/qr/v1/ws" + query)
                        .addSubProtocol("qr-bridge.v1");
        return origin == null ? options : options.addHeader("Origin", origin);
    }

    JsonObject initMessage() {
        return new JsonObject()
                .put("action", "WIDGET_INIT")
                .put("protocol", 1)
                .put("browserPublicKey", keys.lite())
                .put("browserKey", keys.base64Url())
                .put("userParameters", new JsonObject().put("theme", "dark"));
    }

    /** The same page on a new socket. */
    JsonObject resume(URI server) {
        dial(server);
        await("HELLO");
        send(
                new JsonObject()
                        .put("action", "RESUME")
                        .put("connectionId", init.getString("connectionId"))
                        .put("resumeToken", resumeToken));
        JsonObject resumed = await("RESUMED");
        resumeToken = resumed.getString("resumeToken");
        return resumed;
    }

    void dial(URI server) {
        ClientWebSocket opened = CLIENT.webSocket();
        opened.textMessageHandler(text -> received.add(new JsonObject(text)));
        opened.closeHandler(
                ignored ->
                        closed.add(
                                opened.closeStatusCode() == null
                                        ? (short) 1006
                                        : opened.closeStatusCode()));
        socket = done(onOneLoop(() -> opened.connect(options(server, query(), origin))));
    }

    private String query() {
        return "?appKey=" + appKey;
    }

    /**
     * Connects on an event loop. Called from another thread, the client would hand the connection
     * to the loop that reads it from a loop that does not: a first message that comes with the
     * handshake can then stay unread for good.
     */
    private static Future<WebSocket> onOneLoop(Supplier<Future<WebSocket>> connect) {
        Promise<WebSocket> connected = Promise.promise();
        VERTX.getOrCreateContext().runOnContext(ignored -> connect.get().onComplete(connected));
        return connected.future();
    }

    void send(JsonObject message) {
        socket.writeTextMessage(message.encode());
    }

    void sendText(String text) {
        socket.writeTextMessage(text);
    }

    void acknowledge(boolean ok) {
        send(
                new JsonObject()
                        .put("action", "SESSION_ACK")
                        .put("sessionId", sessionId)
                        .put("ok", ok));
    }

    /** The next message with this action; others on the way are dropped. */
    JsonObject await(String action) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        List<JsonObject> others = new ArrayList<>();
        while (true) {
            JsonObject message = next(deadline - System.nanoTime());
            if (message == null) {
                throw new AssertionError(
                        "no " + action + " within 10 s, but " + others + ", closed " + closed);
            }
            others.add(message);
            if (message.getString("action").equals(action)) {
                return message;
            }
        }
    }

    /** Everything told so far. */
    List<JsonObject> drain() {
        List<JsonObject> all = new ArrayList<>();
        received.drainTo(all);
        return all;
    }

    int awaitClose() {
        try {
            Short code = closed.poll(10, TimeUnit.SECONDS);
            if (code == null) {
                throw new AssertionError("the socket stays open");
            }
            return code;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    String open(JsonObject validate) {
        JsonObject data = validate.getJsonObject("browserData");
        return keys.open(
                validate.getString("sessionId"),
                origin,
                init.getString("appId"),
                data.getString("publicKey"),
                data.getString("salt"),
                data.getString("iv"),
                data.getString("ciphertext"));
    }

    /** Ends the connection without a word. */
    void drop() {
        socket.closeHandler(null);
        done(socket.close((short) 3000));
    }

    @Override
    public void close() {
        if (socket != null && !socket.isClosed()) {
            socket.close();
        }
    }

    private JsonObject next(long nanos) {
        try {
            return received.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    static <T> T done(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException failure) {
            throw new IllegalStateException(failure);
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        }
    }
}
