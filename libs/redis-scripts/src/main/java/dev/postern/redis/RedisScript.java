package dev.postern.redis;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A Lua script that Redis runs as one step. It is called by its digest; its text travels only to a
 * Redis that has not seen it yet.
 */
public final class RedisScript {

    private final String text;
    private final String digest;

    public RedisScript(String text) {
        this.text = text;
        this.digest = sha1(text);
    }

    /**
     * Runs the script in one round trip.
     *
     * @return what it returns; null for nil; fails with 503 when Redis does not answer
     */
    public Uni<Response> run(Redis redis, List<String> keys, List<String> arguments) {
        return RedisGuard.guard(
                send(redis, Command.EVALSHA, digest, keys, arguments)
                        .onFailure(RedisScript::isUnknown)
                        .recoverWithUni(() -> send(redis, Command.EVAL, text, keys, arguments)));
    }

    private static Uni<Response> send(
            Redis redis,
            Command command,
            String script,
            List<String> keys,
            List<String> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return redis.send(request);
    }

    private static boolean isUnknown(Throwable failure) {
        return failure.getMessage() != null && failure.getMessage().startsWith("NOSCRIPT");
    }

    private static String sha1(String script) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-1")
                                    .digest(script.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-1", impossible);
        }
    }
}
