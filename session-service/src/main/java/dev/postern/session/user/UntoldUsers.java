package dev.postern.session.user;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Tells the other services of users who came in by a script: their sequence of events has not
 * begun. A script could not do it, for an event carries a hash under a key of this service.
 */
@ApplicationScoped
public class UntoldUsers {

    private static final int BATCH = 200;

    private final UserRepository users;
    private final UserEvents events;

    UntoldUsers(UserRepository users, UserEvents events) {
        this.users = users;
        this.events = events;
    }

    @Scheduled(
            every = "{postern.imports.look-every}",
            delayed = "{postern.imports.look-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tell() {
        return Uni.createFrom()
                .deferred(() -> Panache.withTransaction(this::tellSome))
                .repeat()
                .whilst(told -> told == BATCH)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Integer> tellSome() {
        return users.lockUntold(BATCH).chain(untold -> tell(untold).replaceWith(untold.size()));
    }

    private Uni<Void> tell(List<UserEntity> untold) {
        return Multi.createFrom()
                .iterable(untold)
                .onItem()
                .transformToUniAndConcatenate(events::created)
                .collect()
                .asList()
                .replaceWithVoid();
    }
}
