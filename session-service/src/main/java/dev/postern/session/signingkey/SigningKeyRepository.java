package dev.postern.session.signingkey;

import dev.postern.session.statement.Statements;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The ring in the database. */
@ApplicationScoped
class SigningKeyRepository implements PanacheRepositoryBase<SigningKeyEntity, String> {

    /** Parameters: life of a token in seconds, seconds that a key outlives its last token. */
    private static final String NOTE_LIFE_AND_FORGET =
            """
            WITH noted AS (
                UPDATE auth.signing_keys SET longest_token_life = CAST(?1 AS bigint)
                WHERE state = 'current' AND longest_token_life < CAST(?1 AS bigint)),
            forgotten AS (
                DELETE FROM auth.signing_keys
                WHERE state = 'previous' AND state_changed_at + make_interval(
                    secs => longest_token_life + CAST(?2 AS double precision)) < now()
                RETURNING kid)
            SELECT CAST(json_build_object('forgotten', count(*)) AS text) FROM forgotten
            """;

    private static final long RING_LOCK = 0x6b6579_72696e67L;

    private final Statements statements;

    SigningKeyRepository(Statements statements) {
        this.statements = statements;
    }

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

    /** Notes how long the current key's tokens live, and drops keys whose last one has expired. */
    Uni<Void> noteLifeAndForget(long tokenLife, Duration overlap) {
        return flush().chain(
                        () -> statements.one(NOTE_LIFE_AND_FORGET, tokenLife, overlap.toSeconds()))
                .replaceWithVoid();
    }

    /** Moves the key that is in one state into another. */
    Uni<Void> move(String from, String to) {
        return update("state = ?1, stateChangedAt = ?2 where state = ?3", to, Instant.now(), from)
                .replaceWithVoid();
    }

    /** When a key last ceased to sign. */
    Uni<Optional<Instant>> latestRetirement() {
        return find("state = ?1 order by stateChangedAt desc", SigningKeyEntity.PREVIOUS)
                .firstResult()
                .map(key -> Optional.ofNullable(key).map(latest -> latest.stateChangedAt));
    }
}
