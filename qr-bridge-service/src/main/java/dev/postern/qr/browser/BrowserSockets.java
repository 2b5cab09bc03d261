package dev.postern.qr.browser;

import dev.postern.qr.QrConfig;
import dev.postern.qr.handoff.NodeBus;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sockets of this replica. One clock serves them all, so that a socket costs no timer; notices
 * of the other replicas reach the socket they are for.
 */
@ApplicationScoped
class BrowserSockets {

    private static final long TICK_MILLIS = 250;

    private final Set<BrowserSocket> open = ConcurrentHashMap.newKeySet();
    private final Map<String, BrowserSocket> byConnection = new ConcurrentHashMap<>();
    private final Vertx vertx;
    private final NodeBus bus;
    private final QrConfig config;
    private volatile boolean draining;

    BrowserSockets(Vertx vertx, NodeBus bus, QrConfig config, MeterRegistry metrics) {
        this.vertx = vertx;
        this.bus = bus;
        this.config = config;
        metrics.gaugeCollectionSize(
                "postern.qr.sockets", io.micrometer.core.instrument.Tags.empty(), open);
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(TICK_MILLIS, id -> tick());
        bus.listen(
                notice -> {
                    BrowserSocket socket = byConnection.get(notice.subject());
                    if (socket != null) {
                        switch (notice.kind()) {
                            case MOVED -> socket.lookSoon();
                            case REPLACED -> socket.replaced();
                            case DELIVERED, UNREADABLE -> {}
                        }
                    }
                });
    }

    /**
     * Sends every page to another replica before this one goes: while its server is still open, or
     * the pages would be told that they are done.
     */
    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        draining = true;
        open.forEach(BrowserSocket::drain);
    }

    boolean isFull() {
        return draining || open.size() >= config.maxSockets();
    }

    void add(BrowserSocket socket) {
        open.add(socket);
    }

    /**
     * Makes a socket the one for a page; a socket of this replica that was it before is replaced.
     */
    void bind(String connectionId, BrowserSocket socket) {
        BrowserSocket before = byConnection.put(connectionId, socket);
        if (before != null && before != socket) {
            before.replaced();
        }
    }

    /** Forgets a closed socket; true when it still was the one for its page. */
    boolean remove(BrowserSocket socket, String connectionId) {
        open.remove(socket);
        return connectionId != null && byConnection.remove(connectionId, socket);
    }

    private void tick() {
        long now = System.currentTimeMillis();
        open.forEach(socket -> socket.tick(now));
    }
}
