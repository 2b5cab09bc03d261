package dev.postern.qr.risk;

import dev.postern.qr.handoff.Tokens;
import dev.postern.redis.RedisGuard;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** The browsers a user has said he knows. */
@ApplicationScoped
public class TrustedBrowsers {

    private static final Duration REMEMBERED = Duration.ofDays(180);

    private final Redis redis;

    TrustedBrowsers(Redis redis) {
        this.redis = redis;
    }

    /** Whether the user trusts the browser with this key; no key is no trust. */
    Uni<Boolean> knows(String appId, String userId, String trustKey) {
        if (trustKey.isEmpty()) {
            return Uni.createFrom().item(false);
        }
        return RedisGuard.guard(
                        redis.send(Request.cmd(Command.EXISTS).arg(key(appId, userId, trustKey))))
                .map(found -> found.toInteger() == 1);
    }

    /** Trusts a browser from now on. */
    public Uni<Void> trust(String appId, String userId, String trustKey) {
        if (trustKey.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return RedisGuard.guard(
                        redis.send(
                                Request.cmd(Command.SET)
                                        .arg(key(appId, userId, trustKey))
                                        .arg("1")
                                        .arg("PX")
                                        .arg(REMEMBERED.toMillis())))
                .replaceWithVoid();
    }

    private static String key(String appId, String userId, String trustKey) {
        return "qr:trust:" + Tokens.hash(appId + "|" + userId + "|" + trustKey);
    }
}
