package dev.postern.session.signingkey;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The ring in the database. */
@ApplicationScoped
class SigningKeyRepository implements PanacheRepositoryBase<SigningKeyEntity, String> {

    private static final long RING_LOCK = 0x6b6579_72696e67L;

    /** Lets one replica at a time change the ring, until the transaction in hand ends. */
    Uni<Void> lockRing() {
        return Panache.getSession()
                .chain(
                        session ->
                                session.createNativeQuery(
                                                "SELECT CAST(pg_advisory_xact_lock(?1) AS text)",
                                                String.class)
                                        .setParameter(1, RING_LOCK)
                                        .getResultList())
                .replaceWithVoid();
    }
}
