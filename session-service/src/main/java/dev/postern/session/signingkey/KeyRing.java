package dev.postern.session.signingkey;

import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Reads the ring from the database and completes it where a key is missing. */
@ApplicationScoped
class KeyRing {

    private final SigningKeyRepository repository;
    private final Es256Keys factory;

    KeyRing(SigningKeyRepository repository, Es256Keys factory) {
        this.repository = repository;
        this.factory = factory;
    }

    /**
     * All keys, among them exactly one current and one next. Replicas that start together wait for
     * each other, so that one of them makes the keys and the others find them.
     */
    @WithTransaction
    Uni<List<SigningKey>> complete() {
        return repository
                .lockRing()
                .chain(() -> makeWhereMissing(SigningKeyEntity.CURRENT))
                .chain(() -> makeWhereMissing(SigningKeyEntity.NEXT))
                .chain(() -> repository.listAll())
                .map(this::open);
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

    private List<SigningKey> open(List<SigningKeyEntity> entities) {
        return entities.stream().map(factory::open).toList();
    }
}
