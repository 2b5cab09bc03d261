package dev.postern.session.signup;

import dev.postern.problem.ApiProblem;
import dev.postern.session.audit.Actor;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.client.Client;
import dev.postern.session.pkce.CodeChallenge;
import dev.postern.session.pkce.FlowStates;
import dev.postern.session.session.SessionOpening;
import dev.postern.session.session.Sessions;
import dev.postern.session.settings.Settings;
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

/**
 * The part of a sign-up that is one transaction: user, identity, code or session, events, audit.
 */
@ApplicationScoped
class Registration {

    /** Somebody who wants to be a user, already checked. */
    record Applicant(
            String email,
            String passwordHash,
            Map<String, Object> metadata,
            Optional<CodeChallenge> challenge,
            Client client) {}

    private final UserRepository users;
    private final Newcomers newcomers;
    private final AuditLog audit;
    private final FlowStates flows;
    private final OneTimeTokens tokens;
    private final MailPace pace;
    private final Sessions sessions;
    private final Settings settings;

    Registration(
            UserRepository users,
            Newcomers newcomers,
            AuditLog audit,
            FlowStates flows,
            OneTimeTokens tokens,
            MailPace pace,
            Sessions sessions,
            Settings settings) {
        this.users = users;
        this.newcomers = newcomers;
        this.audit = audit;
        this.flows = flows;
        this.tokens = tokens;
        this.pace = pace;
        this.sessions = sessions;
        this.settings = settings;
    }

    @WithTransaction
    Uni<SignUpOutcome> register(Applicant applicant) {
        return users.lockByEmail(applicant.email())
                .chain(
                        known -> {
                            if (known == null) {
                                return createUser(applicant);
                            }
                            refuseWhereNobodyAsks();
                            return known.isConfirmed()
                                    ? conceal(known, applicant)
                                    : ask(known, applicant);
                        });
    }

    private Uni<SignUpOutcome> createUser(Applicant applicant) {
        boolean confirmed = settings.auth().mailerAutoconfirm();
        return newcomers
                .create(
                        applicant.email(),
                        Optional.of(applicant.passwordHash()),
                        applicant.metadata(),
                        confirmed)
                .chain(created -> confirmed ? signIn(created, applicant) : ask(created, applicant));
    }

    /**
     * Where every sign-up is confirmed at once, an address that is taken is refused: confirmed or
     * not, whoever repeats it has proved nothing, and a session would hand them the first comer's
     * account.
     */
    private void refuseWhereNobodyAsks() {
        if (settings.auth().mailerAutoconfirm()) {
            throw ApiProblem.of(SignUpProblem.USER_ALREADY_EXISTS);
        }
    }

    private Uni<SignUpOutcome> conceal(UserEntity known, Applicant applicant) {
        return write(AuditAction.USER_REPEATED_SIGNUP, known, applicant)
                .replaceWith(new SignUpOutcome.Concealed(applicant.email(), applicant.metadata()));
    }

    /** A repeated sign-up of an unconfirmed address keeps the first password. */
    private Uni<SignUpOutcome> ask(UserEntity user, Applicant applicant) {
        pace.demand(user.confirmationSentAt);
        user.confirmationSentAt = Instant.now();
        return flows.begin(user.id, applicant.challenge(), "email/signup")
                .chain(flow -> tokens.issue(user.id, Purpose.CONFIRMATION_TOKEN, user.email, flow))
                .call(() -> write(AuditAction.USER_CONFIRMATION_REQUESTED, user, applicant))
                .map(code -> new PendingMail(Kind.CONFIRMATION, user.id, code))
                .map(SignUpOutcome.Unconfirmed::new);
    }

    private Uni<SignUpOutcome> signIn(UserEntity user, Applicant applicant) {
        return write(AuditAction.USER_SIGNEDUP, user, applicant)
                .call(users::flush)
                .chain(
                        () ->
                                sessions.open(
                                        SessionOpening.by("password", user.id, applicant.client())))
                .map(SignUpOutcome.SignedIn::new);
    }

    private Uni<Void> write(AuditAction action, UserEntity user, Applicant applicant) {
        return audit.write(
                action, Actor.of(user), applicant.client().address(), Map.of("provider", "email"));
    }
}
