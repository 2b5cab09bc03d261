package dev.postern.session.mail;

import dev.postern.session.limit.RequestLimits;
import dev.postern.session.user.PendingEmailChange;
import dev.postern.session.user.UserRepository;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Mails the codes of a change of address, once they are committed. When one cannot be sent, the
 * user may ask for others at once.
 */
@ApplicationScoped
public class EmailChangeMails {

    private final Mails mails;
    private final RequestLimits limits;
    private final UserRepository users;

    EmailChangeMails(Mails mails, RequestLimits limits, UserRepository users) {
        this.mails = mails;
        this.limits = limits;
        this.users = users;
    }

    /** One mail per code; none when there is nothing to agree to. */
    public Uni<Void> send(Optional<PendingEmailChange> pending, String redirectTo) {
        return pending.map(change -> send(change, redirectTo))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> send(PendingEmailChange change, String redirectTo) {
        String from = change.from().isEmpty() ? "no address" : change.from();
        return Multi.createFrom()
                .iterable(change.codes())
                .onItem()
                .transformToUniAndConcatenate(
                        code ->
                                limits.mail()
                                        .chain(
                                                () ->
                                                        mails.emailChange(
                                                                code,
                                                                from,
                                                                change.to(),
                                                                redirectTo)))
                .collect()
                .asList()
                .onFailure()
                .call(() -> forget(change))
                .replaceWithVoid();
    }

    private Uni<Integer> forget(PendingEmailChange change) {
        return Panache.withTransaction(
                () -> users.update("emailChangeSentAt = null where id = ?1", change.userId()));
    }
}
