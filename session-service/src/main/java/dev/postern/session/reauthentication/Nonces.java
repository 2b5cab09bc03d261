package dev.postern.session.reauthentication;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.session.audit.Actor;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.client.Client;
import dev.postern.session.user.User;
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
import java.util.Set;
import java.util.UUID;

/** Issues nonces to signed-in users, and uses them up. */
@ApplicationScoped
class Nonces {

    private static final Set<Purpose> NONCE = Set.of(Purpose.REAUTHENTICATION_TOKEN);

    private final UserRepository users;
    private final OneTimeTokens tokens;
    private final MailPace pace;
    private final AuditLog audit;

    Nonces(UserRepository users, OneTimeTokens tokens, MailPace pace, AuditLog audit) {
        this.users = users;
        this.tokens = tokens;
        this.pace = pace;
        this.audit = audit;
    }

    @WithTransaction
    Uni<PendingMail> issue(UUID userId, Client client) {
        return users.lockById(userId)
                .onItem()
                .ifNull()
                .failWith(() -> ApiProblem.of(Problem.USER_NOT_FOUND_FROM_TOKEN))
                .invoke(Nonces::refuseUnreachable)
                .invoke(user -> pace.demand(user.reauthenticationSentAt))
                .invoke(user -> user.reauthenticationSentAt = Instant.now())
                .call(
                        user ->
                                audit.write(
                                        AuditAction.USER_REAUTHENTICATE_REQUESTED,
                                        Actor.of(user),
                                        client.address(),
                                        Map.of()))
                .chain(user -> tokens.issue(user.id, Purpose.REAUTHENTICATION_TOKEN, user.email))
                .map(code -> new PendingMail(Kind.REAUTHENTICATION, userId, code));
    }

    /** Uses a nonce up; fails when it is not the user's last one. */
    Uni<Void> use(User user, String nonce) {
        if (!user.hasEmail()) {
            throw ApiProblem.of(ReauthenticationProblem.NOT_VALID);
        }
        return tokens.useDigits(user.email(), nonce, NONCE)
                .map(used -> used.filter(code -> code.userId().equals(user.id())))
                .map(
                        used ->
                                used.orElseThrow(
                                        () -> ApiProblem.of(ReauthenticationProblem.NOT_VALID)))
                .replaceWithVoid();
    }

    private static void refuseUnreachable(UserEntity user) {
        refuseIf(!user.hasEmail() && !user.hasPhone(), ReauthenticationProblem.NO_ADDRESS);
        refuseIf(!user.hasEmail(), ReauthenticationProblem.PHONE_PROVIDER_DISABLED);
        refuseIf(!user.isConfirmed(), ReauthenticationProblem.EMAIL_NOT_CONFIRMED);
    }

    private static void refuseIf(boolean condition, ReauthenticationProblem refusal) {
        if (condition) {
            throw ApiProblem.of(refusal);
        }
    }
}
