package dev.postern.session.notice;

import dev.postern.outbox.ConsumedEvents;
import dev.postern.session.user.UserEntity;
import dev.postern.session.user.UserRepository;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Finds where to tell of an event, the first time it is asked for. */
@ApplicationScoped
class Recipients {

    private static final String CONSUMER = "notice";

    private final ConsumedEvents consumed;
    private final UserRepository users;

    Recipients(ConsumedEvents consumed, UserRepository users) {
        this.consumed = consumed;
        this.users = users;
    }

    /**
     * The user's confirmed address, and the mark that it was given out. The mark is committed
     * before the mail leaves: a crash in between loses one mail, whereas the other order could send
     * it twice.
     *
     * @return empty when it was asked for before, or there is no such address
     */
    @WithTransaction
    Uni<Optional<String>> once(Notices.Occasion occasion) {
        return consumed.firstTime(CONSUMER, occasion.eventId())
                .chain(
                        first ->
                                first
                                        ? users.findById(occasion.userId())
                                        : Uni.createFrom().<UserEntity>nullItem())
                .map(user -> Optional.ofNullable(user).flatMap(Recipients::confirmedAddress));
    }

    private static Optional<String> confirmedAddress(UserEntity user) {
        return user.hasEmail() && user.emailConfirmedAt != null && user.deletedAt == null
                ? Optional.of(user.email)
                : Optional.empty();
    }
}
