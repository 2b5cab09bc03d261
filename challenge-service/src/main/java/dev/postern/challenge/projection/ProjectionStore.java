package dev.postern.challenge.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.redis.RedisGuard;
import dev.postern.redis.RedisScript;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The projections in Redis. All keys of a user share a hash tag, so that a gate costs one round
 * trip and a cluster keeps them together. A value is {@code <sequence> <JSON>}; an older sequence
 * never replaces a newer one.
 */
@ApplicationScoped
public class ProjectionStore {

    /** KEYS[1] text; ARGV sequence, value. */
    private static final RedisScript SET_IF_NEWER =
            new RedisScript(
                    """
                    local known = redis.call('GET', KEYS[1])
                    if known and tonumber(string.match(known, '^%d+')) > tonumber(ARGV[1]) then
                        return 0
                    end
                    redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2])
                    return 1
                    """);

    /** KEYS[1] hash; ARGV field, sequence, value ('' removes the field). */
    private static final RedisScript SET_FIELD_IF_NEWER =
            new RedisScript(
                    """
                    local known = redis.call('HGET', KEYS[1], ARGV[1])
                    if known and tonumber(string.match(known, '^%d+')) > tonumber(ARGV[2]) then
                        return 0
                    end
                    if ARGV[3] == '' then
                        redis.call('HDEL', KEYS[1], ARGV[1])
                    else
                        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
                    end
                    return 1
                    """);

    private final Redis redis;
    private final ObjectMapper json;

    ProjectionStore(Redis redis, ObjectMapper json) {
        this.redis = redis;
        this.json = json;
    }

    /**
     * What is known of the user and session behind a token.
     *
     * @param user empty when no event of the user has arrived
     */
    public record KnownSession(Optional<KnownUser> user, boolean revoked) {}

    Uni<Void> keep(KnownUser user, long sequence) {
        return SET_IF_NEWER
                .run(
                        redis,
                        List.of(userKey(user.id())),
                        List.of(Long.toString(sequence), write(user)))
                .replaceWithVoid();
    }

    Uni<Void> keep(KnownCredential credential, long sequence) {
        return SET_FIELD_IF_NEWER
                .run(
                        redis,
                        List.of(credentialsKey(credential.userId())),
                        List.of(
                                credential.id().toString(),
                                Long.toString(sequence),
                                credential.deleted() ? "" : write(credential)))
                .replaceWithVoid();
    }

    Uni<Void> keep(RevokedSession session) {
        long life = Duration.between(Instant.now(), session.accessExpiresAt()).toMillis();
        return life <= 0
                ? Uni.createFrom().voidItem()
                : RedisGuard.guard(
                                redis.send(
                                        Request.cmd(Command.SET)
                                                .arg(revokedKey(session.userId(), session.id()))
                                                .arg("1")
                                                .arg("PX")
                                                .arg(life)))
                        .replaceWithVoid();
    }

    /** One round trip for the gate of a signed-in user. */
    public Uni<KnownSession> session(UUID userId, Optional<UUID> sessionId) {
        Request get = Request.cmd(Command.MGET).arg(userKey(userId));
        sessionId.ifPresent(id -> get.arg(revokedKey(userId, id)));
        return RedisGuard.guard(redis.send(get))
                .map(
                        found ->
                                new KnownSession(
                                        Optional.ofNullable(found.get(0))
                                                .map(text -> read(text, KnownUser.class)),
                                        found.size() > 1 && found.get(1) != null));
    }

    /** The user's credentials, oldest first. */
    public Uni<List<KnownCredential>> credentials(UUID userId) {
        return RedisGuard.guard(redis.send(Request.cmd(Command.HVALS).arg(credentialsKey(userId))))
                .map(
                        found ->
                                stream(found)
                                        .map(text -> read(text, KnownCredential.class))
                                        .sorted(Comparator.comparing(KnownCredential::createdAt))
                                        .toList());
    }

    private static Stream<Response> stream(Response responses) {
        return Stream.iterate(0, i -> i < responses.size(), i -> i + 1).map(responses::get);
    }

    private static String userKey(UUID userId) {
        return "postern:{" + userId + "}:user";
    }

    private static String credentialsKey(UUID userId) {
        return "postern:{" + userId + "}:credentials";
    }

    private static String revokedKey(UUID userId, UUID sessionId) {
        return "postern:{" + userId + "}:revoked:" + sessionId;
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a projection is always JSON", impossible);
        }
    }

    private <T> T read(Response text, Class<T> type) {
        String value = text.toString();
        try {
            return json.readValue(value.substring(value.indexOf(' ') + 1), type);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException("a projection in Redis is corrupt", corrupt);
        }
    }
}
