package dev.postern.challenge.issuing;

import dev.postern.challenge.ChallengeConfig;
import dev.postern.redis.RedisGuard;
import dev.postern.redis.RedisScript;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Outstanding challenges in Redis: one write to issue, one step to consume. */
@ApplicationScoped
class ChallengeStore {

    /**
     * KEYS[1] challenge; ARGV[1] the ceremony and owner it must have. Deletes and returns it;
     * leaves it alone when they differ, so that nobody can burn another's challenge.
     */
    private static final RedisScript CONSUME =
            new RedisScript(
                    """
                    local value = redis.call('GET', KEYS[1])
                    if not value or string.sub(value, 1, #ARGV[1]) ~= ARGV[1] then return nil end
                    redis.call('DEL', KEYS[1])
                    return value
                    """);

    private final Redis redis;
    private final ChallengeConfig config;

    ChallengeStore(Redis redis, ChallengeConfig config) {
        this.redis = redis;
        this.config = config;
    }

    /** Keeps a challenge until some time after it expires. */
    Uni<Void> issue(Challenge challenge) {
        Duration life =
                Duration.between(Instant.now(), challenge.expiresAt()).plus(config.retention());
        Request set =
                Request.cmd(Command.SET)
                        .arg(key(challenge.id()))
                        .arg(challenge.serialize())
                        .arg("NX")
                        .arg("PX")
                        .arg(life.toMillis());
        return RedisGuard.guard(redis.send(set))
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalStateException("a random challenge id was taken"))
                .replaceWithVoid();
    }

    /**
     * Takes a challenge out for good, if it is of this ceremony and user. MUST NOT be retried: a
     * lost answer may have been the deletion.
     */
    Uni<Optional<Challenge>> consume(UUID id, Ceremony ceremony, Optional<UUID> userId) {
        return CONSUME.run(redis, List.of(key(id)), List.of(Challenge.owner(ceremony, userId)))
                .map(
                        value ->
                                value == null
                                        ? Optional.empty()
                                        : Optional.of(Challenge.parse(id, value.toString())));
    }

    private static String key(UUID id) {
        return "postern:challenge:" + id;
    }
}
