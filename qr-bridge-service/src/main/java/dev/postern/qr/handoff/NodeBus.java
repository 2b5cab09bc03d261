package dev.postern.qr.handoff;

import dev.postern.redis.RedisGuard;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisConnection;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Tells another replica to look. Notices carry names only, never what they are about, and may be
 * lost: whoever waits for one looks by himself after a while.
 */
@Default
@Readiness
@ApplicationScoped
public class NodeBus implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(NodeBus.class);
    private static final Duration RECONNECT_AFTER = Duration.ofMillis(500);
    private static final int MESSAGE_PARTS = 3;

    private final Redis redis;
    private final Vertx vertx;
    private final String node = Tokens.random().substring(0, 16);
    private final List<Consumer<Notice>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean subscribed;
    private volatile boolean stopped;
    private volatile RedisConnection connection;

    NodeBus(Redis redis, Vertx vertx) {
        this.redis = redis;
        this.vertx = vertx;
    }

    /** What one replica tells another. */
    public enum Kind {
        /** A hand-off of your page moved. */
        MOVED,
        /** The page of this hand-off has it. */
        DELIVERED,
        /** The page of this hand-off could not open it. */
        UNREADABLE,
        /** Your page resumed elsewhere. */
        REPLACED
    }

    /**
     * A notice.
     *
     * @param subject the page ({@code MOVED}, {@code REPLACED}) or the hand-off
     */
    public record Notice(Kind kind, String subject) {}

    /** The name of this replica, new at every start. */
    public String node() {
        return node;
    }

    /** Calls back for every notice to this replica. */
    public void listen(Consumer<Notice> listener) {
        listeners.add(listener);
    }

    /** Sends a notice; a page without a socket ({@code node} is empty) needs none. */
    public Uni<Void> tell(String to, Kind kind, String subject) {
        if (to.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String notice = new JsonObject().put("t", kind.name()).put("id", subject).encode();
        Request publish = Request.cmd(Command.PUBLISH).arg(channel(to)).arg(notice);
        return RedisGuard.guard(redis.send(publish)).replaceWithVoid();
    }

    void start(@Observes StartupEvent event) {
        subscribe();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        RedisConnection open = connection;
        if (open != null) {
            open.close().subscribe().with(done -> {}, failure -> {});
        }
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("replica bus").status(subscribed).build();
    }

    private void subscribe() {
        if (stopped) {
            return;
        }
        redis.connect()
                .chain(
                        opened -> {
                            connection = opened;
                            opened.handler(this::receive);
                            opened.exceptionHandler(failure -> lost());
                            opened.endHandler(this::lost);
                            return opened.send(Request.cmd(Command.SUBSCRIBE).arg(channel(node)));
                        })
                .subscribe()
                .with(
                        done -> subscribed = true,
                        failure -> {
                            LOG.warn("The replica bus does not answer; trying again", failure);
                            retry();
                        });
    }

    private void lost() {
        if (subscribed && !stopped) {
            subscribed = false;
            LOG.warn("The replica bus was lost; subscribing again");
            retry();
        }
    }

    private void retry() {
        vertx.setTimer(RECONNECT_AFTER.toMillis(), id -> subscribe());
    }

    private void receive(Response response) {
        if (response.type() != ResponseType.PUSH && response.type() != ResponseType.MULTI) {
            return;
        }
        if (response.size() != MESSAGE_PARTS || !"message".equals(response.get(0).toString())) {
            return;
        }
        try {
            JsonObject notice = new JsonObject(response.get(2).toString());
            Notice received =
                    new Notice(Kind.valueOf(notice.getString("t")), notice.getString("id"));
            listeners.forEach(listener -> listener.accept(received));
        } catch (DecodeException | IllegalArgumentException malformed) {
            LOG.warn("A notice on the replica bus is malformed", malformed);
        }
    }

    private static String channel(String node) {
        return "qr:n:" + node;
    }
}
