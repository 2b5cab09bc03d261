package dev.postern.session.otp;

import dev.postern.session.audit.Actor;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.client.Client;
import dev.postern.session.pkce.CodeChallenge;
import dev.postern.session.pkce.FlowStates;
import dev.postern.session.user.UserEntity;
import dev.postern.session.user.UserRepository;
import dev.postern.session.verification.MailPace;
import dev.postern.session.verification.OneTimeTokens;
import dev.postern.session.verification.OneTimeTokens.Purpose;
import dev.postern.session.verification.PendingMail;
import dev.postern.session.verification.PendingMail.Kind;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The part of a recovery that is one transaction: flow, code, audit. */
@ApplicationScoped
class RecoveryCode {

    private final UserRepository users;
    private final FlowStates flows;
    private final OneTimeTokens tokens;
    private final MailPace pace;
    private final AuditLog audit;

    RecoveryCode(
            UserRepository users,
            FlowStates flows,
            OneTimeTokens tokens,
            MailPace pace,
            AuditLog audit) {
        this.users = users;
        this.flows = flows;
        this.tokens = tokens;
        this.pace = pace;
        this.audit = audit;
    }

    /** Empty when it is nobody's address. */
    @WithTransaction
    Uni<Optional<PendingMail>> issue(
            String email, Optional<CodeChallenge> challenge, Client client) {
        return users.lockByEmail(email)
                .chain(
                        user ->
                                user == null
                                        ? Uni.createFrom().item(Optional.<PendingMail>empty())
                                        : issue(user, challenge, client).map(Optional::of));
    }

    private Uni<PendingMail> issue(
            UserEntity user, Optional<CodeChallenge> challenge, Client client) {
        pace.demand(user.recoverySentAt);
        user.recoverySentAt = Instant.now();
        return flows.begin(user.id, challenge, "recovery")
                .chain(flow -> tokens.issue(user.id, Purpose.RECOVERY_TOKEN, user.email, flow))
                .call(
                        () ->
                                audit.write(
                                        AuditAction.USER_RECOVERY_REQUESTED,
                                        Actor.of(user),
                                        client.address(),
                                        Map.of()))
                .map(code -> new PendingMail(Kind.RECOVERY, user.id, code));
    }
}
