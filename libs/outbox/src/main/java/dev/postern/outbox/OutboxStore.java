package dev.postern.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The relay's view of the outbox table, over the one connection that holds its lock. */
final class OutboxStore {

    /** One lock per database, so one relay per service. */
    private static final long RELAY_LOCK = 0x706f737465726eL;

    static final int BATCH = 100;

    private OutboxStore() {}

    record Unsent(
            long position,
            UUID id,
            String topic,
            String type,
            String aggregateId,
            long sequence,
            String payload,
            OffsetDateTime createdAt) {}

    static Uni<Boolean> tryLock(SqlConnection connection) {
        return connection
                .preparedQuery("SELECT pg_try_advisory_lock($1)")
                .execute(Tuple.of(RELAY_LOCK))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    static Uni<Void> listen(SqlConnection connection) {
        return connection.query("LISTEN outbox").execute().replaceWithVoid();
    }

    static Uni<List<Unsent>> unsent(SqlConnection connection) {
        return connection
                .preparedQuery(
                        """
                        SELECT position, id, topic, type, aggregate_id, sequence, payload::text,
                               created_at
                        FROM auth.outbox WHERE sent_at IS NULL ORDER BY position LIMIT $1
                        """)
                .execute(Tuple.of(BATCH))
                .map(
                        rows ->
                                StreamSupport.stream(rows.spliterator(), false)
                                        .map(OutboxStore::toRow)
                                        .toList());
    }

    static Uni<Void> markSent(SqlConnection connection, List<Unsent> rows) {
        Long[] positions = rows.stream().map(Unsent::position).toArray(Long[]::new);
        return connection
                .preparedQuery("UPDATE auth.outbox SET sent_at = now() WHERE position = ANY ($1)")
                .execute(Tuple.of(positions))
                .replaceWithVoid();
    }

    /** Forgets what was sent a day ago and what was consumed a week ago. */
    static Uni<Void> prune(SqlConnection connection) {
        return connection
                .query(
                        """
                        WITH sent AS (
                            DELETE FROM auth.outbox WHERE sent_at < now() - interval '1 day')
                        DELETE FROM auth.consumed_event
                        WHERE consumed_at < now() - interval '7 days'
                        """)
                .execute()
                .replaceWithVoid();
    }

    private static Unsent toRow(Row row) {
        return new Unsent(
                row.getLong(0),
                row.getUUID(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                row.getOffsetDateTime(7));
    }
}
