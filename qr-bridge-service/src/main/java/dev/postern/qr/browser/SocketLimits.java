package dev.postern.qr.browser;

import dev.postern.qr.QrConfig;
import dev.postern.qr.application.Applications;
import dev.postern.qr.event.LimitReached;
import dev.postern.redis.Limit;
import dev.postern.redis.RateLimiter;
import dev.postern.redis.RedisGuard;
import dev.postern.redis.RedisScript;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many sockets one address may open and hold, counted over all replicas. */
@ApplicationScoped
class SocketLimits {

    /** KEYS open sockets of an address; ARGV name, most, life in ms. A dead replica's expire. */
    private static final RedisScript HOLD =
            new RedisScript(
                    """
                    local t = redis.call('TIME')
                    local now = t[1] * 1000 + math.floor(t[2] / 1000)
                    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
                    if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
                    redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[3]), ARGV[1])
                    redis.call('PEXPIRE', KEYS[1], ARGV[3])
                    return 1
                    """);

    private static final Duration GRACE = Duration.ofMinutes(3);

    private final Map<String, Integer> here = new ConcurrentHashMap<>();
    private final Redis redis;
    private final RateLimiter limiter;
    private final LimitReached reached;
    private final Applications applications;
    private final QrConfig config;

    SocketLimits(
            Redis redis,
            RateLimiter limiter,
            LimitReached reached,
            Applications applications,
            QrConfig config) {
        this.redis = redis;
        this.limiter = limiter;
        this.reached = reached;
        this.applications = applications;
        this.config = config;
    }

    /**
     * Counts a socket of an address on this replica. One address can thus have no more questions
     * open than sockets: a flood from it is turned away here and does not keep the store from
     * answering others.
     *
     * @return false when there are enough of it, and this one was not counted
     */
    boolean enter(String address) {
        int most = applications.limited() ? config.socketsPerAddress() : Integer.MAX_VALUE;
        boolean[] entered = new boolean[1];
        here.compute(
                address,
                (key, count) -> {
                    int before = count == null ? 0 : count;
                    entered[0] = before < most;
                    return entered[0] ? Integer.valueOf(before + 1) : count;
                });
        return entered[0];
    }

    /** Counts a socket of this replica no more. */
    void leave(String address) {
        here.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
    }

    /** Whether this address may have one more socket, which is then counted. */
    Uni<Boolean> admit(String address, String socketName) {
        if (!applications.limited()) {
            return Uni.createFrom().item(true);
        }
        Limit opens =
                new Limit(
                        "qr-sockets",
                        config.socketOpensPerMinute(),
                        config.socketOpensPerMinute(),
                        Duration.ofMinutes(1));
        return limiter.waitFor(opens, address)
                .chain(
                        wait ->
                                wait.isZero()
                                        ? hold(address, socketName)
                                        : Uni.createFrom().item(false))
                .call(
                        admitted ->
                                admitted
                                        ? Uni.createFrom().voidItem()
                                        : reached.note("sockets", address));
    }

    /** Counts a closed socket no more. */
    Uni<Void> release(String address, String socketName) {
        if (!applications.limited()) {
            return Uni.createFrom().voidItem();
        }
        return RedisGuard.guard(
                        redis.send(Request.cmd(Command.ZREM).arg(key(address)).arg(socketName)))
                .replaceWithVoid();
    }

    private Uni<Boolean> hold(String address, String socketName) {
        long life = config.socketMaxAge().plus(GRACE).toMillis();
        return HOLD.run(
                        redis,
                        List.of(key(address)),
                        List.of(
                                socketName,
                                Integer.toString(config.socketsPerAddress()),
                                Long.toString(life)))
                .map(admitted -> admitted.toInteger() == 1);
    }

    private static String key(String address) {
        return "qr:open:" + address;
    }
}
