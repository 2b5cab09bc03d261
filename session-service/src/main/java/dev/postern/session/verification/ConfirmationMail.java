package dev.postern.session.verification;

import dev.postern.session.limit.RequestLimits;
import dev.postern.session.mail.Mails;
import dev.postern.session.user.UserRepository;
import dev.postern.session.verification.OneTimeTokens.Code;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * Mails a confirmation once its code is committed. When the mail cannot be sent, the user may ask
 * for another at once.
 */
@ApplicationScoped
public class ConfirmationMail {

    private final Mails mails;
    private final RequestLimits limits;
    private final UserRepository users;

    ConfirmationMail(Mails mails, RequestLimits limits, UserRepository users) {
        this.mails = mails;
        this.limits = limits;
        this.users = users;
    }

    public Uni<Void> send(UUID userId, Code code, String redirectTo) {
        return limits.mail()
                .chain(() -> mails.confirmation(code, redirectTo))
                .onFailure()
                .call(() -> forget(userId));
    }

    private Uni<Integer> forget(UUID userId) {
        return Panache.withTransaction(
                () -> users.update("confirmationSentAt = null where id = ?1", userId));
    }
}
