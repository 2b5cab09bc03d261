package dev.postern.outbox;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Where a use case leaves its events, inside the transaction that makes them true. */
@ApplicationScoped
public class Outbox {

    private static final String APPEND =
            """
            INSERT INTO auth.outbox (topic, type, aggregate_id, sequence, payload)
            VALUES (?1, ?2, ?3, ?4, CAST(CAST(?5 AS text) AS jsonb))
            """;

    /**
     * Adds an event to the transaction in hand. The caller MUST be inside one; the relay sends it
     * once that transaction has committed.
     */
    public Uni<Void> append(DomainEvent event) {
        return Panache.getSession()
                .chain(
                        session ->
                                session.createNativeQuery(APPEND)
                                        .setParameter(1, event.topic())
                                        .setParameter(2, event.type())
                                        .setParameter(3, event.aggregateId())
                                        .setParameter(4, event.sequence())
                                        .setParameter(
                                                5,
                                                event.data() == null
                                                        ? null
                                                        : event.data().toString())
                                        .executeUpdate())
                .replaceWithVoid();
    }
}
