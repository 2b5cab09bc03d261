package dev.postern.qr.handoff;

import dev.postern.qr.QrConfig;
import dev.postern.redis.RedisScript;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs the scripts of the state machine with what all of them need. */
@ApplicationScoped
class ScriptRunner {

    private static final Duration AFTER_LAST_SOCKET = Duration.ofMinutes(5);

    private final Redis redis;
    private final QrConfig config;

    ScriptRunner(Redis redis, QrConfig config) {
        this.redis = redis;
        this.config = config;
    }

    Uni<Response> run(RedisScript script, String key, List<String> arguments) {
        return script.run(redis, List.of(key), arguments);
    }

    /** ARGV[1] and what follows it. */
    List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>();
        arguments.add(millis(config.tombstone()));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** How long a page is remembered from its last socket on. */
    String life() {
        return millis(config.socketMaxAge().plus(AFTER_LAST_SOCKET));
    }

    static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    static String key(String sessionId) {
        return "qr:s:{" + Tokens.shard(sessionId) + "}:" + sessionId;
    }

    static String pageKey(String connectionId) {
        return "qr:c:{" + Tokens.shard(connectionId) + "}:" + connectionId;
    }
}
