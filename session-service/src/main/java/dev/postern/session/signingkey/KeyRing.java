package dev.postern.session.signingkey;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;
import dev.postern.session.SessionConfig;
import dev.postern.session.audit.Actor;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ring in the database: completed where a key is missing, turned when that is due, and freed of
 * keys whose last token has expired. Whoever works on it holds a lock, so that replicas which start
 * or rotate at once wait for each other and find the work done.
 */
@ApplicationScoped
class KeyRing {

    private final SigningKeyRepository repository;
    private final Es256Keys factory;
    private final AuditLog audit;
    private final SessionConfig.SigningKeys config;

    KeyRing(
            SigningKeyRepository repository,
            Es256Keys factory,
            AuditLog audit,
            SessionConfig config) {
        this.repository = repository;
        this.factory = factory;
        this.audit = audit;
        this.config = config.signingKeys();
    }

    /**
     * All keys, among them exactly one current and one next.
     *
     * @param tokenLife how many seconds a token lives that is signed from now on
     */
    @WithTransaction
    Uni<List<SigningKey>> tend(long tokenLife) {
        return repository
                .lockRing()
                .chain(() -> makeWhereMissing(SigningKeyEntity.CURRENT))
                .chain(() -> makeWhereMissing(SigningKeyEntity.NEXT))
                .chain(() -> repository.noteLifeAndForget(tokenLife, config.overlap()))
                .chain(this::turnWhenDue)
                .chain(this::openAll);
    }

    /**
     * Turns the ring at once; refused when it was turned just now, since nobody may sign with a key
     * that a cached key set does not show yet.
     */
    @WithTransaction
    Uni<List<SigningKey>> rotate(String adminRole, String address) {
        return repository
                .lockRing()
                .chain(() -> repository.latestRetirement())
                .invoke(this::refuseTooSoon)
                .chain(this::turn)
                .chain(
                        () ->
                                audit.write(
                                        AuditAction.SIGNING_KEYS_ROTATED,
                                        Actor.administrator(adminRole),
                                        address,
                                        Map.of()))
                .chain(this::openAll);
    }

    private void refuseTooSoon(Optional<Instant> latest) {
        Instant earliest = latest.orElse(Instant.EPOCH).plus(config.overlap());
        Duration wait = Duration.between(Instant.now(), earliest);
        if (!wait.isNegative() && !wait.isZero()) {
            throw ApiProblem.of(RotationProblem.TOO_SOON).retryAfter(wait);
        }
    }

    private Uni<Void> turnWhenDue() {
        Duration interval = config.rotationInterval();
        if (interval.isZero()) {
            return Uni.createFrom().voidItem();
        }
        return repository
                .count("state = 'current' and stateChangedAt < ?1", Instant.now().minus(interval))
                .chain(due -> due > 0 ? turn() : Uni.createFrom().voidItem());
    }

    private Uni<Void> turn() {
        return repository
                .move(SigningKeyEntity.CURRENT, SigningKeyEntity.PREVIOUS)
                .chain(() -> repository.move(SigningKeyEntity.NEXT, SigningKeyEntity.CURRENT))
                .chain(() -> makeWhereMissing(SigningKeyEntity.NEXT));
    }

    private Uni<Void> makeWhereMissing(String state) {
        return repository
                .count("state", state)
                .chain(
                        count ->
                                count > 0
                                        ? Uni.createFrom().voidItem()
                                        : repository
                                                .persist(factory.generate(state))
                                                .replaceWithVoid());
    }

    private Uni<List<SigningKey>> openAll() {
        return repository
                .list("order by createdAt")
                .map(entities -> entities.stream().map(factory::open).toList());
    }

    private enum RotationProblem implements ProblemType {
        TOO_SOON;

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String code() {
            return "conflict";
        }

        @Override
        public String message() {
            return "The signing keys were rotated a moment ago; the next key is not yet known"
                    + " everywhere";
        }
    }
}
