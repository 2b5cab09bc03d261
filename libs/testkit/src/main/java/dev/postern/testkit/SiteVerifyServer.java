package dev.postern.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * A captcha provider on loopback. The token decides the verdict: {@link #PERSON} passes, {@link
 * #SILENCE}, {@link #GARBAGE} and {@link #OUTAGE} are troubles of the provider, anything else is
 * refused.
 */
public final class SiteVerifyServer implements AutoCloseable {

    /** The secret that the provider knows. */
    public static final String SECRET = "0x-secret-of-the-site";

    /** A token that somebody solved a puzzle for. */
    public static final String PERSON = "token-of-a-person";

    /** A token on which the provider says nothing at all. */
    public static final String SILENCE = "token-of-silence";

    /** A token on which the provider answers with a web page. */
    public static final String GARBAGE = "token-of-garbage";

    /** A token on which the provider fails. */
    public static final String OUTAGE = "token-of-outage";

    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Map<String, String>> forms = new CopyOnWriteArrayList<>();

    private SiteVerifyServer(HttpServer server) {
        this.server = server;
    }

    public static SiteVerifyServer start() {
        try {
            HttpServer http =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            SiteVerifyServer provider = new SiteVerifyServer(http);
            http.createContext("/siteverify", provider::answer);
            http.setExecutor(
                    Executors.newCachedThreadPool(
                            task -> {
                                Thread thread = new Thread(task, "siteverify");
                                thread.setDaemon(true);
                                return thread;
                            }));
            http.start();
            return provider;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/siteverify");
    }

    /** Every form that was sent, oldest first. */
    public List<Map<String, String>> forms() {
        return List.copyOf(forms);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> form =
                parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        forms.add(form);
        String token = form.getOrDefault("response", "");
        switch (token) {
            case SILENCE -> awaitClose(exchange);
            case GARBAGE -> send(exchange, 200, "text/html", "<html>welcome</html>");
            case OUTAGE -> send(exchange, 503, "text/plain", "no");
            default -> send(exchange, 200, "application/json", verdict(form, exchange));
        }
    }

    private static String verdict(Map<String, String> form, HttpExchange exchange) {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (!exchange.getRequestMethod().equals("POST")
                || !type.startsWith("application/x-www-form-urlencoded")) {
            return "{\"success\":false,\"error-codes\":[\"bad-request\"]}";
        }
        if (!SECRET.equals(form.get("secret"))) {
            return "{\"success\":false,\"error-codes\":[\"invalid-input-secret\"]}";
        }
        return PERSON.equals(form.get("response"))
                ? "{\"success\":true,\"hostname\":\"localhost\",\"credit\":false}"
                : """
                  {"success":false,"error-codes":["invalid-input-response","timeout-or-duplicate"]}
                  """;
    }

    private void awaitClose(HttpExchange exchange) {
        try {
            closed.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static void send(HttpExchange exchange, int status, String type, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Map<String, String> parse(String form) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : form.split("&")) {
            String[] parts = pair.split("=", 2);
            fields.put(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
