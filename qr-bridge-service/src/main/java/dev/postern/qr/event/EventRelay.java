package dev.postern.qr.event;

import dev.postern.qr.handoff.NodeBus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.Record;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Sends what the state machine wrote into the outbox to Kafka, at least once. Every replica takes
 * part; what one took and did not finish another takes over. An event keeps its id however often it
 * is sent.
 */
@ApplicationScoped
class EventRelay {

    private static final Logger LOG = Logger.getLogger(EventRelay.class);
    private static final String TYPE = "dev.postern.qr.";
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final Duration ABANDONED_AFTER = Duration.ofSeconds(60);

    private final OutboxStream stream;
    private final Vertx vertx;
    private final NodeBus bus;
    private final MutinyEmitter<Record<String, String>> emitter;
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile Instant reclaimAt = Instant.EPOCH;

    EventRelay(
            OutboxStream stream,
            Vertx vertx,
            NodeBus bus,
            @Channel("events") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<Record<String, String>> emitter) {
        this.stream = stream;
        this.vertx = vertx;
        this.bus = bus;
        this.emitter = emitter;
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(EVERY.toMillis(), id -> drain());
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void drain() {
        if (stopped || !draining.compareAndSet(false, true)) {
            return;
        }
        takeAll()
                .chain(this::sendAll)
                .onTermination()
                .invoke(() -> draining.set(false))
                .subscribe()
                .with(
                        sent -> {},
                        failure ->
                                LOG.warn(
                                        "The events of hand-offs wait in the outbox and are tried"
                                                + " again",
                                        failure));
    }

    private Uni<List<OutboxStream.Entry>> takeAll() {
        if (Instant.now().isBefore(reclaimAt)) {
            return stream.take(bus.node());
        }
        reclaimAt = Instant.now().plus(ABANDONED_AFTER.dividedBy(2));
        return stream.reclaim(bus.node(), ABANDONED_AFTER);
    }

    private Uni<Void> sendAll(List<OutboxStream.Entry> entries) {
        if (entries.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Uni<Void>> sends =
                entries.stream().map(entry -> emitter.sendMessage(toMessage(entry))).toList();
        return Uni.join().all(sends).andFailFast().chain(() -> stream.done(entries));
    }

    private static Message<Record<String, String>> toMessage(OutboxStream.Entry entry) {
        Map<String, String> fields = fields(entry.fields());
        String key = fields.get("key");
        String name = entry.shard() + "/" + entry.id() + "/" + key;
        long millis = Long.parseLong(entry.id().substring(0, entry.id().indexOf('-')));
        return Message.of(Record.of(key, fields.get("data")))
                .addMetadata(
                        OutgoingCloudEventMetadata.<String>builder()
                                .withId(
                                        UUID.nameUUIDFromBytes(
                                                        name.getBytes(StandardCharsets.UTF_8))
                                                .toString())
                                .withType(TYPE + fields.get("type"))
                                .withSource(URI.create("/qr-bridge-service"))
                                .withSubject(key)
                                .withTimestamp(Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC))
                                .withDataContentType("application/json")
                                .withExtension("sequence", fields.get("sequence"))
                                .build());
    }

    private static Map<String, String> fields(Response flat) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i).toString(), flat.get(i + 1).toString());
        }
        return fields;
    }
}
