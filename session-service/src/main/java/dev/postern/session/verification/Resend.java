package dev.postern.session.verification;

import dev.postern.session.audit.Actor;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.client.Client;
import dev.postern.session.user.UserEntity;
import dev.postern.session.user.UserRepository;
import dev.postern.session.verification.OneTimeTokens.Code;
import dev.postern.session.verification.OneTimeTokens.Purpose;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes a new code in place of one that did not arrive. */
@ApplicationScoped
class Resend {

    /** A code to mail once the transaction has committed. */
    record Pending(UUID userId, Code code) {}

    private final UserRepository users;
    private final OneTimeTokens tokens;
    private final MailPace pace;
    private final AuditLog audit;

    Resend(UserRepository users, OneTimeTokens tokens, MailPace pace, AuditLog audit) {
        this.users = users;
        this.tokens = tokens;
        this.pace = pace;
        this.audit = audit;
    }

    /** Empty when nobody waits for a confirmation at this address. */
    @WithTransaction
    Uni<Optional<Pending>> confirmation(String email, Client client) {
        return users.lockByEmail(email)
                .chain(
                        user ->
                                user == null || user.isConfirmed()
                                        ? Uni.createFrom().item(Optional.<Pending>empty())
                                        : renew(user, client).map(Optional::of));
    }

    private Uni<Pending> renew(UserEntity user, Client client) {
        pace.demand(user.confirmationSentAt);
        user.confirmationSentAt = Instant.now();
        return tokens.issue(user.id, Purpose.CONFIRMATION_TOKEN, user.email)
                .call(
                        () ->
                                audit.write(
                                        AuditAction.USER_CONFIRMATION_REQUESTED,
                                        Actor.of(user),
                                        client.address(),
                                        Map.of()))
                .map(code -> new Pending(user.id, code));
    }
}
