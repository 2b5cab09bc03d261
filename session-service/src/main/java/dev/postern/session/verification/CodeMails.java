package dev.postern.session.verification;

import dev.postern.session.limit.RequestLimits;
import dev.postern.session.mail.Mails;
import dev.postern.session.user.UserRepository;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Mails a code once it is committed. When the mail cannot be sent, the user may ask for another at
 * once.
 */
@ApplicationScoped
public class CodeMails {

    private final Mails mails;
    private final RequestLimits limits;
    private final UserRepository users;

    CodeMails(Mails mails, RequestLimits limits, UserRepository users) {
        this.mails = mails;
        this.limits = limits;
        this.users = users;
    }

    /**
     * @param redirectTo where the link leads on to, already checked
     */
    public Uni<Void> send(PendingMail pending, String redirectTo) {
        return limits.mail()
                .chain(() -> mail(pending, redirectTo))
                .onFailure()
                .call(() -> forget(pending));
    }

    private Uni<Void> mail(PendingMail pending, String redirectTo) {
        return switch (pending.kind()) {
            case CONFIRMATION -> mails.confirmation(pending.code(), redirectTo);
            case MAGIC_LINK -> mails.magicLink(pending.code(), redirectTo);
            case RECOVERY -> mails.recovery(pending.code(), redirectTo);
            case REAUTHENTICATION -> mails.reauthentication(pending.code());
        };
    }

    private Uni<Integer> forget(PendingMail pending) {
        return Panache.withTransaction(
                () ->
                        users.update(
                                pending.kind().sentAt + " = null where id = ?1", pending.userId()));
    }
}
