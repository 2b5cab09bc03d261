package dev.postern.session.limit;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.redis.RedisScript;
import dev.postern.session.SessionConfig;
import dev.postern.session.client.Client;
import dev.postern.session.settings.Settings;
import dev.postern.session.signingkey.MasterKey;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Slows down the guessing of one account's password without shutting its owner out. Wrong passwords
 * from clients that the account does not know empty one bucket, whoever sends them; a client that
 * has signed in to the account has a bucket of its own, which strangers cannot empty. Right
 * passwords cost nothing. An address without an account is treated the same, so that a refusal
 * tells nothing; Redis sees addresses only as keyed hashes.
 */
@ApplicationScoped
public class PasswordPace {

    /**
     * KEYS bucket of strangers, bucket of this client, mark of a known client; ARGV burst,
     * milliseconds per token. The bucket is the time (ms) at which it is full again (GCRA). Returns
     * 0, or the milliseconds to wait.
     */
    private static final RedisScript TAKE =
            new RedisScript(
                    """
                    local bucket = KEYS[1]
                    if redis.call('EXISTS', KEYS[3]) == 1 then bucket = KEYS[2] end
                    local now = redis.call('TIME')
                    now = now[1] * 1000 + now[2] / 1000
                    local burst, cost = tonumber(ARGV[1]), tonumber(ARGV[2])
                    local full = tonumber(redis.call('GET', bucket) or now)
                    if full < now then full = now end
                    local wait = full + cost - now - burst * cost
                    if wait > 0.5 then return math.ceil(wait) end
                    redis.call('SET', bucket, string.format('%.3f', full + cost),
                        'PX', math.ceil(full + cost - now))
                    return 0
                    """);

    /**
     * KEYS as above; ARGV milliseconds per token, how long the mark lasts (ms). Gives back what the
     * sign-in took and marks the client as known.
     */
    private static final RedisScript GIVE_BACK =
            new RedisScript(
                    """
                    if redis.call('EXISTS', KEYS[3]) == 1 then
                        redis.call('DEL', KEYS[2])
                    else
                        local now = redis.call('TIME')
                        now = now[1] * 1000 + now[2] / 1000
                        local full = tonumber(redis.call('GET', KEYS[1]) or now)
                            - tonumber(ARGV[1])
                        if full > now then
                            redis.call('SET', KEYS[1], string.format('%.3f', full),
                                'PX', math.ceil(full - now))
                        else
                            redis.call('DEL', KEYS[1])
                        end
                    end
                    redis.call('SET', KEYS[3], '1', 'PX', ARGV[2])
                    return 0
                    """);

    private static final Duration PERIOD = Duration.ofMinutes(5);
    private static final Duration REMEMBERED = Duration.ofDays(90);
    private static final int HASH_BYTES = 16;

    private final Redis redis;
    private final Settings settings;
    private final int burst;
    private final byte[] key;

    PasswordPace(Redis redis, Settings settings, SessionConfig config, MasterKey masterKey) {
        this.redis = redis;
        this.settings = settings;
        this.burst = config.rateLimits().password();
        this.key = masterKey.derive("postern password pace");
    }

    /**
     * Asks for one attempt, before anything is known of the account; fails with 429 and Retry-After
     * when there were too many.
     *
     * @param address the e-mail address in lower case, whether or not anybody has it
     */
    public Uni<Void> take(String address, Client client) {
        if (!settings.auth().rateLimitsEnabled()) {
            return Uni.createFrom().voidItem();
        }
        List<String> arguments = List.of(Integer.toString(burst), Long.toString(cost()));
        return TAKE.run(redis, keys(address, client), arguments)
                .invoke(
                        wait -> {
                            if (wait.toLong() > 0) {
                                throw ApiProblem.of(Problem.OVER_REQUEST_RATE_LIMIT)
                                        .retryAfter(Duration.ofMillis(wait.toLong()));
                            }
                        })
                .replaceWithVoid();
    }

    /** Tells that the attempt was right. */
    public Uni<Void> giveBack(String address, Client client) {
        if (!settings.auth().rateLimitsEnabled()) {
            return Uni.createFrom().voidItem();
        }
        List<String> arguments =
                List.of(Long.toString(cost()), Long.toString(REMEMBERED.toMillis()));
        return GIVE_BACK.run(redis, keys(address, client), arguments).replaceWithVoid();
    }

    private long cost() {
        return PERIOD.toMillis() / burst;
    }

    private List<String> keys(String address, Client client) {
        String account = "postern:password:{" + hash(address) + "}";
        String known = account + ":" + hash(address + " " + client.network());
        return List.of(account, known, known + ":known");
    }

    private String hash(String text) {
        byte[] mac = MasterKey.hmac(key, text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(Arrays.copyOf(mac, HASH_BYTES));
    }
}
