package dev.postern.session.verification;

import dev.postern.session.audit.Actor;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.client.Client;
import dev.postern.session.pkce.CodeChallenge;
import dev.postern.session.pkce.FlowStates;
import dev.postern.session.user.EmailChange;
import dev.postern.session.user.PendingEmailChange;
import dev.postern.session.user.UserEntity;
import dev.postern.session.user.UserRepository;
import dev.postern.session.verification.OneTimeTokens.Purpose;
import dev.postern.session.verification.PendingMail.Kind;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes new codes in place of those that did not arrive. Without a challenge of its own a link
 * leads back to the PKCE flow of the code it replaces, since clients ask again without one.
 */
@ApplicationScoped
class Resend {

    private final UserRepository users;
    private final OneTimeTokens tokens;
    private final FlowStates flows;
    private final EmailChange emailChange;
    private final MailPace pace;
    private final AuditLog audit;

    Resend(
            UserRepository users,
            OneTimeTokens tokens,
            FlowStates flows,
            EmailChange emailChange,
            MailPace pace,
            AuditLog audit) {
        this.users = users;
        this.tokens = tokens;
        this.flows = flows;
        this.emailChange = emailChange;
        this.pace = pace;
        this.audit = audit;
    }

    /** Empty when nobody waits for a confirmation at this address. */
    @WithTransaction
    Uni<Optional<PendingMail>> confirmation(
            String email, Optional<CodeChallenge> challenge, Client client) {
        return users.lockByEmail(email)
                .chain(
                        user ->
                                user == null || user.isConfirmed()
                                        ? Uni.createFrom().item(Optional.<PendingMail>empty())
                                        : renew(user, challenge, client).map(Optional::of));
    }

    /** Empty when the user with this address, if there is one, has not asked for another. */
    @WithTransaction
    Uni<Optional<PendingEmailChange>> emailChange(String email, Optional<CodeChallenge> challenge) {
        return users.lockByEmail(email)
                .chain(
                        user ->
                                user == null
                                        ? Uni.createFrom()
                                                .item(Optional.<PendingEmailChange>empty())
                                        : emailChange.askAgain(user, challenge));
    }

    private Uni<PendingMail> renew(
            UserEntity user, Optional<CodeChallenge> challenge, Client client) {
        pace.demand(user.confirmationSentAt);
        user.confirmationSentAt = Instant.now();
        return flow(user, challenge)
                .chain(flow -> tokens.issue(user.id, Purpose.CONFIRMATION_TOKEN, user.email, flow))
                .call(
                        () ->
                                audit.write(
                                        AuditAction.USER_CONFIRMATION_REQUESTED,
                                        Actor.of(user),
                                        client.address(),
                                        Map.of()))
                .map(code -> new PendingMail(Kind.CONFIRMATION, user.id, code));
    }

    private Uni<Optional<UUID>> flow(UserEntity user, Optional<CodeChallenge> challenge) {
        return challenge.isPresent()
                ? flows.begin(user.id, challenge, "email/signup")
                : tokens.flowOf(user.id, Purpose.CONFIRMATION_TOKEN);
    }
}
