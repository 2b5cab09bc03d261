package dev.postern.qr.event;

import dev.postern.qr.handoff.Tokens;
import dev.postern.redis.RedisScript;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Tells the audit log that an address or a user met a limit: once a minute each, so that a flood of
 * requests is no flood of events.
 */
@ApplicationScoped
public class LimitReached {

    private static final Logger LOG = Logger.getLogger(LimitReached.class);

    /** KEYS note of this minute, outbox; ARGV name of the event, data. */
    private static final RedisScript NOTE =
            new RedisScript(
                    """
                    if redis.call('SET', KEYS[1], '1', 'NX', 'PX', 60000) then
                        redis.call('XADD', KEYS[2], 'MAXLEN', '~', 100000, '*',
                            'type', 'rate_limited', 'key', ARGV[1], 'sequence', 1,
                            'data', ARGV[2])
                    end
                    return 'ok'
                    """);

    private final Redis redis;

    LimitReached(Redis redis) {
        this.redis = redis;
    }

    /**
     * Notes it; the refusal stands even where it cannot be noted.
     *
     * @param limit {@code sockets}, {@code claims} or {@code unknown_ids}
     * @param who the address or the user's id
     */
    public Uni<Void> note(String limit, String who) {
        String name = Tokens.publicName(Tokens.random());
        String data = new JsonObject().put("id", name).put("limit", limit).put("who", who).encode();
        return NOTE.run(
                        redis,
                        List.of("qr:noted:{0}:" + limit + ":" + who, "qr:out:{0}"),
                        List.of(name, data))
                .replaceWithVoid()
                .onFailure()
                .recoverWithItem(
                        failure -> {
                            LOG.debug("That a limit was reached was not noted", failure);
                            return null;
                        });
    }
}
