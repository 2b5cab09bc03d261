package dev.postern.outbox;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Remembers which events had their effect, so that a redelivery has none. */
@ApplicationScoped
public class ConsumedEvents {

    private static final String REMEMBER =
            """
            INSERT INTO auth.consumed_event (consumer, event_id) VALUES (?1, ?2)
            ON CONFLICT DO NOTHING
            """;

    /**
     * Marks an event as consumed in the transaction in hand, which MUST be the one that carries the
     * effect.
     *
     * @return whether this is the first time; the effect MUST be left out when it is not
     */
    public Uni<Boolean> firstTime(String consumer, UUID eventId) {
        return Panache.getSession()
                .chain(
                        session ->
                                session.createNativeQuery(REMEMBER)
                                        .setParameter(1, consumer)
                                        .setParameter(2, eventId)
                                        .executeUpdate())
                .map(rows -> rows == 1);
    }
}
