package dev.postern.outbox;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Sends the rows of the outbox to Kafka, at least once and in order per aggregate.
 *
 * <p>All replicas of a service try for one advisory lock; who holds it relays, and when its
 * connection ends another takes over. The holder is woken by NOTIFY, so an event leaves within
 * milliseconds of its commit.
 */
@ApplicationScoped
public class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration TAKE_OVER_EVERY = Duration.ofSeconds(1);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(10);

    private final Pool pool;
    private final Vertx vertx;
    private final MutinyEmitter<Record<String, String>> emitter;
    private final URI source;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicBoolean wanted = new AtomicBoolean();
    private volatile SqlConnection held;
    private volatile boolean stopped;

    OutboxRelay(
            Pool pool,
            Vertx vertx,
            @Channel("outbox") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<Record<String, String>> emitter,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.pool = pool;
        this.vertx = vertx;
        this.emitter = emitter;
        this.source = URI.create("/" + service);
    }

    void start(@Observes StartupEvent event) {
        takeOver();
        vertx.setPeriodic(SWEEP_EVERY.toMillis(), id -> drain());
        vertx.setPeriodic(PRUNE_EVERY.toMillis(), id -> prune());
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        SqlConnection connection = held;
        held = null;
        if (connection != null) {
            connection.close().subscribe().with(done -> {}, OutboxRelay::report);
        }
    }

    private void takeOver() {
        if (stopped) {
            return;
        }
        pool.getConnection()
                .chain(this::tryToHold)
                .subscribe()
                .with(
                        holds -> {
                            if (!holds) {
                                tryAgain();
                            }
                        },
                        failure -> {
                            report(failure);
                            tryAgain();
                        });
    }

    private Uni<Boolean> tryToHold(SqlConnection connection) {
        return OutboxStore.tryLock(connection)
                .chain(
                        locked ->
                                locked
                                        ? hold(connection).replaceWith(true)
                                        : connection.close().replaceWith(false))
                .onFailure()
                .call(connection::close);
    }

    private Uni<Void> hold(SqlConnection connection) {
        PgConnection pg = PgConnection.cast(connection.getDelegate());
        pg.notificationHandler(notification -> drain());
        pg.closeHandler(
                closed -> {
                    held = null;
                    LOG.info("The outbox relay lost its connection; a replica takes over");
                    tryAgain();
                });
        return OutboxStore.listen(connection)
                .invoke(
                        () -> {
                            held = connection;
                            LOG.info("This replica relays the outbox");
                            drain();
                        });
    }

    private void tryAgain() {
        if (!stopped) {
            vertx.setTimer(TAKE_OVER_EVERY.toMillis(), id -> takeOver());
        }
    }

    /** Sends until nothing is left; a wake-up that comes meanwhile makes it look once more. */
    private void drain() {
        wanted.set(true);
        SqlConnection connection = held;
        if (connection == null || !draining.compareAndSet(false, true)) {
            return;
        }
        wanted.set(false);
        sendBatch(connection)
                .subscribe()
                .with(
                        sent -> {
                            draining.set(false);
                            if (sent == OutboxStore.BATCH || wanted.get()) {
                                drain();
                            }
                        },
                        failure -> {
                            draining.set(false);
                            report(failure);
                        });
    }

    private Uni<Integer> sendBatch(SqlConnection connection) {
        return OutboxStore.unsent(connection)
                .chain(
                        rows ->
                                rows.isEmpty()
                                        ? Uni.createFrom().item(0)
                                        : sendAll(rows)
                                                .chain(() -> OutboxStore.markSent(connection, rows))
                                                .replaceWith(rows.size()));
    }

    private Uni<Void> sendAll(List<OutboxStore.Unsent> rows) {
        List<Uni<Void>> sends =
                rows.stream().map(row -> emitter.sendMessage(toMessage(row))).toList();
        return Uni.join().all(sends).andFailFast().replaceWithVoid();
    }

    private Message<Record<String, String>> toMessage(OutboxStore.Unsent row) {
        return Message.of(Record.of(row.aggregateId(), row.payload()))
                .addMetadata(
                        OutgoingKafkaRecordMetadata.<String>builder()
                                .withTopic(row.topic())
                                .build())
                .addMetadata(
                        OutgoingCloudEventMetadata.<String>builder()
                                .withId(row.id().toString())
                                .withType(row.type())
                                .withSource(source)
                                .withSubject(row.aggregateId())
                                .withTimestamp(row.createdAt().toZonedDateTime())
                                .withDataContentType("application/json")
                                .withExtension("sequence", Long.toString(row.sequence()))
                                .build());
    }

    private void prune() {
        SqlConnection connection = held;
        if (connection != null) {
            OutboxStore.prune(connection).subscribe().with(done -> {}, OutboxRelay::report);
        }
    }

    private static void report(Throwable failure) {
        LOG.warn("The outbox relay failed and tries again; events wait in the table", failure);
    }
}
