package dev.postern.session.otp;

import dev.postern.problem.ApiProblem;
import dev.postern.session.audit.Actor;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.client.Client;
import dev.postern.session.otp.MagicLink.Wish;
import dev.postern.session.pkce.FlowStates;
import dev.postern.session.settings.Settings;
import dev.postern.session.signup.Newcomers;
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

/** The part of a sign-in by mail that is one transaction: user, flow, code, audit. */
@ApplicationScoped
class MagicLinkCode {

    private final UserRepository users;
    private final Newcomers newcomers;
    private final FlowStates flows;
    private final OneTimeTokens tokens;
    private final MailPace pace;
    private final AuditLog audit;
    private final Settings settings;

    MagicLinkCode(
            UserRepository users,
            Newcomers newcomers,
            FlowStates flows,
            OneTimeTokens tokens,
            MailPace pace,
            AuditLog audit,
            Settings settings) {
        this.users = users;
        this.newcomers = newcomers;
        this.flows = flows;
        this.tokens = tokens;
        this.pace = pace;
        this.audit = audit;
        this.settings = settings;
    }

    @WithTransaction
    Uni<PendingMail> issue(Wish wish, Client client) {
        return users.lockByEmail(wish.email())
                .chain(known -> known == null ? newcomer(wish) : Uni.createFrom().item(known))
                .chain(
                        user ->
                                awaitsConfirmation(user)
                                        ? confirmation(user, wish, client)
                                        : magicLink(user, wish, client));
    }

    private Uni<UserEntity> newcomer(Wish wish) {
        if (!wish.createsUser()) {
            throw ApiProblem.of(OtpProblem.OTP_DISABLED);
        }
        if (settings.auth().disableSignup()) {
            throw ApiProblem.of(OtpProblem.SIGNUP_DISABLED);
        }
        return newcomers.create(wish.email(), Optional.empty(), wish.metadata(), false);
    }

    /**
     * A first code is a confirmation, where the project asks for one. But an account that somebody
     * signed up with a password is confirmed by that sign-up's own mail only: a code asked for by
     * the address alone must not make that password good.
     */
    private boolean awaitsConfirmation(UserEntity user) {
        return !user.isConfirmed() && !user.hasPassword() && !settings.auth().mailerAutoconfirm();
    }

    private Uni<PendingMail> confirmation(UserEntity user, Wish wish, Client client) {
        pace.demand(user.confirmationSentAt);
        user.confirmationSentAt = Instant.now();
        return flows.begin(user.id, wish.challenge(), "email/signup")
                .chain(flow -> tokens.issue(user.id, Purpose.CONFIRMATION_TOKEN, user.email, flow))
                .call(() -> write(AuditAction.USER_CONFIRMATION_REQUESTED, user, client))
                .map(code -> new PendingMail(Kind.CONFIRMATION, user.id, code));
    }

    private Uni<PendingMail> magicLink(UserEntity user, Wish wish, Client client) {
        pace.demand(user.recoverySentAt);
        user.recoverySentAt = Instant.now();
        return flows.begin(user.id, wish.challenge(), "magiclink")
                .chain(flow -> tokens.issue(user.id, Purpose.RECOVERY_TOKEN, user.email, flow))
                .call(() -> write(AuditAction.USER_RECOVERY_REQUESTED, user, client))
                .map(code -> new PendingMail(Kind.MAGIC_LINK, user.id, code));
    }

    private Uni<Void> write(AuditAction action, UserEntity user, Client client) {
        return audit.write(action, Actor.of(user), client.address(), Map.of("provider", "email"));
    }
}
