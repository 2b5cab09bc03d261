package dev.postern.redis;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/**
 * Takes tokens from buckets that all replicas share, one round trip each. Redis keeps the time, so
 * clocks of replicas do not matter; a bucket that is full again costs no memory.
 *
 * <p>When Redis does not answer the request fails with 503: a limit that cannot be counted is not
 * waved through.
 */
@ApplicationScoped
public class RateLimiter {

    /**
     * KEYS[1] bucket; ARGV burst, milliseconds per token. The bucket is one number: the time (ms)
     * at which it is full again (GCRA). Returns 0, or the milliseconds to wait.
     */
    private static final RedisScript TAKE =
            new RedisScript(
                    """
                    local now = redis.call('TIME')
                    now = now[1] * 1000 + now[2] / 1000
                    local burst, cost = tonumber(ARGV[1]), tonumber(ARGV[2])
                    local full = tonumber(redis.call('GET', KEYS[1]) or now)
                    if full < now then full = now end
                    local wait = full + cost - now - burst * cost
                    if wait > 0.5 then return math.ceil(wait) end
                    redis.call('SET', KEYS[1], string.format('%.3f', full + cost),
                        'PX', math.ceil(full + cost - now))
                    return 0
                    """);

    private final Redis redis;

    RateLimiter(Redis redis) {
        this.redis = redis;
    }

    /**
     * Takes one token of the bucket of {@code client}.
     *
     * @return nothing; fails with 429 {@code over_request_rate_limit} and Retry-After when it is
     *     empty
     */
    public Uni<Void> take(Limit limit, String client) {
        return waitFor(limit, client)
                .map(
                        wait -> {
                            if (wait.isZero()) {
                                return null;
                            }
                            throw ApiProblem.of(Problem.OVER_REQUEST_RATE_LIMIT).retryAfter(wait);
                        });
    }

    /** Takes one token and tells how long to wait when there is none: zero when there was. */
    public Uni<Duration> waitFor(Limit limit, String client) {
        String key = "postern:limit:" + limit.name() + ":" + client;
        List<String> arguments =
                List.of(Integer.toString(limit.burst()), Double.toString(limit.millisPerToken()));
        return TAKE.run(redis, List.of(key), arguments)
                .map(wait -> Duration.ofMillis(wait.toLong()));
    }
}
