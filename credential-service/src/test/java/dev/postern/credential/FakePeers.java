package dev.postern.credential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.testkit.PosternTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * challenge-service and session-service as the service under test meets them: real HTTP on a real
 * port, with the answers of their internal contract.
 */
public class FakePeers implements QuarkusTestResourceLifecycleManager {

    /** What session-service answers when it opens a session, blanks and all. */
    static final String SESSION_JSON =
            "{ \"access_token\":\"a.b.c\",\"token_type\":\"bearer\",\"expires_in\":3600,"
                    + "\"expires_at\":1767225600,\"refresh_token\":\"AAECAwQFBgcICQoL\","
                    + "\"user\":{\"id\":\"%s\", \"email\":\"ann@example.org\"} }";

    /** A challenge on loan. */
    record Challenge(
            String type,
            UUID userId,
            String value,
            Instant expiresAt,
            String userVerification,
            boolean conditional) {

        Challenge(String type, UUID userId, String value, Instant expiresAt) {
            this(type, userId, value, expiresAt, "preferred", false);
        }
    }

    /** A call as it arrived. */
    record Call(String method, String path, JsonNode body, Map<String, String> headers) {}

    static final Map<UUID, Challenge> CHALLENGES = new ConcurrentHashMap<>();
    static final Map<UUID, ObjectNode> USERS = new ConcurrentHashMap<>();
    static final Map<UUID, ObjectNode> SESSIONS = new ConcurrentHashMap<>();
    static final List<Call> CALLS = new CopyOnWriteArrayList<>();

    /** Path prefix to a fault: a status to answer with, or 0 to hang up. */
    static final Map<String, Integer> FAULTS = new ConcurrentHashMap<>();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final EllipticCurveJsonWebKey KEY = key();

    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(Executors.newFixedThreadPool(32));
        server.createContext("/", FakePeers::serve);
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return Map.of("POSTERN_SESSION_URL", url, "POSTERN_CHALLENGE_URL", url);
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    /** Forgets everything between two tests. */
    static void reset() {
        CHALLENGES.clear();
        USERS.clear();
        SESSIONS.clear();
        CALLS.clear();
        FAULTS.clear();
    }

    /** Lends a challenge; {@code userId} is null for an authentication. */
    static UUID lend(String type, UUID userId) {
        byte[] value = new byte[32];
        RANDOM.nextBytes(value);
        UUID id = UUID.randomUUID();
        CHALLENGES.put(
                id,
                new Challenge(
                        type,
                        userId,
                        Base64.getUrlEncoder().withoutPadding().encodeToString(value),
                        Instant.now().plusSeconds(300)));
        return id;
    }

    /** The same challenge, issued with another demand of verification, or for a silent answer. */
    static void reissue(UUID id, String userVerification, boolean conditional) {
        CHALLENGES.computeIfPresent(
                id,
                (key, known) ->
                        new Challenge(
                                known.type(),
                                known.userId(),
                                known.value(),
                                known.expiresAt(),
                                userVerification,
                                conditional));
    }

    static String token(Map<String, Object> claims) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmHeaderValue("ES256");
            signature.setKeyIdHeaderValue(KEY.getKeyId());
            signature.setHeader("typ", "JWT");
            signature.setKey(KEY.getPrivateKey());
            signature.setPayload(JSON.valueToTree(claims).toString());
            return signature.getCompactSerialization();
        } catch (JoseException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static EllipticCurveJsonWebKey key() {
        try {
            EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(UUID.randomUUID().toString());
            return key;
        } catch (JoseException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        JsonNode json =
                body.length == 0 ? JsonNodeFactory.instance.nullNode() : JSON.readTree(body);
        CALLS.add(new Call(exchange.getRequestMethod(), path, json, headers(exchange)));
        Integer fault =
                FAULTS.entrySet().stream()
                        .filter(entry -> path.startsWith(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
        if (fault != null) {
            fail(exchange, fault);
        } else if (path.endsWith("/jwks.json")) {
            String key = KEY.toJson(OutputControlLevel.PUBLIC_ONLY);
            answer(exchange, 200, "{\"keys\":[" + key + "]}");
        } else if (!("Bearer " + PosternTestResource.SERVICE_TOKEN)
                .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            refuse(
                    exchange,
                    401,
                    "no_authorization",
                    "This endpoint requires a valid Bearer token");
        } else if (path.startsWith("/internal/challenges/")) {
            consume(exchange, UUID.fromString(path.split("/")[3]), json);
        } else if (path.equals("/internal/sessions")) {
            open(exchange, json);
        } else if (path.equals("/internal/signups")) {
            signUp(exchange, json);
        } else if (path.startsWith("/internal/sessions/")) {
            introspect(exchange, UUID.fromString(path.split("/")[3]));
        } else if (exchange.getRequestMethod().equals("DELETE")) {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        } else {
            user(exchange, UUID.fromString(path.split("/")[3]));
        }
    }

    private static void consume(HttpExchange exchange, UUID id, JsonNode answerer)
            throws IOException {
        Challenge[] taken = new Challenge[1];
        CHALLENGES.computeIfPresent(
                id,
                (key, challenge) -> {
                    boolean fits =
                            challenge.type().equals(answerer.path("type").asText())
                                    && String.valueOf(challenge.userId())
                                            .equals(answerer.path("user_id").asText("null"));
                    taken[0] = fits ? challenge : null;
                    return fits ? null : challenge;
                });
        if (taken[0] == null) {
            refuse(
                    exchange,
                    400,
                    "webauthn_challenge_not_found",
                    "Challenge not found or already used");
        } else if (taken[0].expiresAt().isBefore(Instant.now())) {
            refuse(exchange, 400, "webauthn_challenge_expired", "Challenge has expired");
        } else {
            answer(
                    exchange,
                    200,
                    "{\"challenge\":\"%s\",\"user_verification\":\"%s\",\"conditional\":%b,\"expires_at\":%d}"
                            .formatted(
                                    taken[0].value(),
                                    taken[0].userVerification(),
                                    taken[0].conditional(),
                                    taken[0].expiresAt().getEpochSecond()));
        }
    }

    private static void introspect(HttpExchange exchange, UUID session) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        ObjectNode user = USERS.get(UUID.fromString(query.substring("user_id=".length())));
        if (user == null) {
            refuse(exchange, 403, "user_not_found", "User from sub claim in JWT does not exist");
        } else if (!SESSIONS.containsKey(session)) {
            refuse(
                    exchange,
                    403,
                    "session_not_found",
                    "Session from session_id claim in JWT does not exist");
        } else if (user.path("banned").asBoolean()) {
            refuse(exchange, 403, "user_banned", "User is banned");
        } else {
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.set("session", SESSIONS.get(session));
            answer.set("user", user);
            answer(exchange, 200, answer.toString());
        }
    }

    private static void user(HttpExchange exchange, UUID id) throws IOException {
        ObjectNode user = USERS.get(id);
        if (user == null) {
            refuse(exchange, 404, "user_not_found", "User not found");
        } else {
            answer(exchange, 200, "{\"user\":" + user + "}");
        }
    }

    private static void open(HttpExchange exchange, JsonNode signIn) throws IOException {
        UUID id = UUID.fromString(signIn.get("user_id").asText());
        ObjectNode user = USERS.get(id);
        if (user == null) {
            refuse(exchange, 404, "user_not_found", "User not found");
        } else if (user.get("has_email").asBoolean() && !user.get("email_confirmed").asBoolean()) {
            refuse(exchange, 403, "email_not_confirmed", "Email not confirmed");
        } else if (user.get("has_phone").asBoolean() && !user.get("phone_confirmed").asBoolean()) {
            refuse(exchange, 403, "phone_not_confirmed", "Phone not confirmed");
        } else if (user.get("banned").asBoolean()) {
            refuse(exchange, 403, "user_banned", "User is banned");
        } else {
            exchange.getResponseHeaders().add("sb-auth-user-id", id.toString());
            exchange.getResponseHeaders().add("sb-auth-session-id", new UUID(1, 2).toString());
            exchange.getResponseHeaders().add("sb-auth-refresh-token-counter", "0");
            exchange.getResponseHeaders().add("X-Internal", "stays inside");
            answer(exchange, 200, SESSION_JSON.formatted(id));
        }
    }

    private static void signUp(HttpExchange exchange, JsonNode applicant) throws IOException {
        if (applicant.path("email").asText().startsWith("taken")) {
            refuse(exchange, 422, "user_already_exists", "User already registered");
        } else {
            exchange.getResponseHeaders().add("sb-auth-refresh-token-counter", "0");
            answer(
                    exchange,
                    200,
                    SESSION_JSON.formatted(UUID.fromString(applicant.get("user_id").asText())));
        }
    }

    /** 0 hangs up; 1 never answers within the client's patience; else the status. */
    private static void fail(HttpExchange exchange, int fault) throws IOException {
        if (fault == 0) {
            exchange.close();
        } else if (fault == 429) {
            exchange.getResponseHeaders().add("Retry-After", "17");
            refuse(exchange, 429, "over_request_rate_limit", "Request rate limit reached");
        } else if (fault == 1) {
            try {
                TimeUnit.SECONDS.sleep(8);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        } else {
            refuse(exchange, fault, "unexpected_failure", "broken");
        }
    }

    private static void refuse(HttpExchange exchange, int status, String code, String message)
            throws IOException {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("code", status).put("error_code", code).put("msg", message);
        answer(exchange, status, envelope.toString());
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> headers = new ConcurrentHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        return headers;
    }
}
