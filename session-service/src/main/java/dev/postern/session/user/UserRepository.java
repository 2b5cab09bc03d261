package dev.postern.session.user;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.UUID;

/** Users where they are created or changed. */
@ApplicationScoped
public class UserRepository implements PanacheRepositoryBase<UserEntity, UUID> {

    /**
     * The user with this address, locked until the transaction in hand ends.
     *
     * @param email in lower case
     * @return null when there is none
     */
    public Uni<UserEntity> lockByEmail(String email) {
        return find("email = ?1 and ssoUser = false", email)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult();
    }

    /**
     * The user with this id, locked until the transaction in hand ends; null when there is none.
     */
    public Uni<UserEntity> lockById(UUID id) {
        return findById(id, LockModeType.PESSIMISTIC_WRITE);
    }

    /** Users of whom no event was told, locked until the transaction in hand ends. */
    Uni<List<UserEntity>> lockUntold(int most) {
        return find("eventSequence = 0 order by id")
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .page(0, most)
                .list();
    }

    /** Whether another user has this address. */
    public Uni<Boolean> isTaken(String email, UUID byOtherThan) {
        return count("email = ?1 and ssoUser = false and id <> ?2", email, byOtherThan)
                .map(count -> count > 0);
    }
}
