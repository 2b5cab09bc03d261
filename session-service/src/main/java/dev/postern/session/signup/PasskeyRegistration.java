package dev.postern.session.signup;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.session.audit.Actor;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.client.Client;
import dev.postern.session.session.OpenedSession;
import dev.postern.session.session.SessionOpening;
import dev.postern.session.session.Sessions;
import dev.postern.session.settings.AuthSettings;
import dev.postern.session.settings.Settings;
import dev.postern.session.statement.StoreFailure;
import dev.postern.session.user.IdentityRepository;
import dev.postern.session.user.Metadata;
import dev.postern.session.user.UserEntity;
import dev.postern.session.user.UserEvents;
import dev.postern.session.user.UserRepository;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes a user whose only way to sign in is a passkey, and opens their first session, in one
 * transaction. Only where addresses need no confirmation: elsewhere whoever types an address first
 * would leave a passkey behind for the account of the one who confirms it.
 */
@ApplicationScoped
class PasskeyRegistration {

    /** Somebody whose passkey has been verified and stored. */
    record Applicant(
            UUID userId,
            String email,
            Map<String, Object> metadata,
            UUID credentialId,
            String aal,
            Client client) {}

    private final UserRepository users;
    private final IdentityRepository identities;
    private final UserEvents events;
    private final AuditLog audit;
    private final Sessions sessions;
    private final Settings settings;

    PasskeyRegistration(
            UserRepository users,
            IdentityRepository identities,
            UserEvents events,
            AuditLog audit,
            Sessions sessions,
            Settings settings) {
        this.users = users;
        this.identities = identities;
        this.events = events;
        this.audit = audit;
        this.sessions = sessions;
        this.settings = settings;
    }

    Uni<OpenedSession> register(Applicant applicant) {
        demandOpen();
        return Panache.withTransaction(() -> create(applicant))
                .onFailure(StoreFailure::isDuplicate)
                .transform(taken -> ApiProblem.of(SignUpProblem.USER_ALREADY_EXISTS));
    }

    private void demandOpen() {
        AuthSettings auth = settings.auth();
        if (!auth.passkeySignUpEnabled() || auth.disableSignup()) {
            throw ApiProblem.of(SignUpProblem.SIGNUP_DISABLED);
        }
        if (!auth.mailerAutoconfirm()) {
            throw ApiProblem.of(Problem.EMAIL_NOT_CONFIRMED);
        }
    }

    private Uni<OpenedSession> create(Applicant applicant) {
        UserEntity user = newUser(applicant);
        return users.lockByEmail(applicant.email())
                .invoke(PasskeyRegistration::refuseTaken)
                .chain(() -> users.persistAndFlush(user))
                .call(identities::agreeWithEmailOf)
                .call(events::created)
                .call(() -> write(user, applicant))
                .call(users::flush)
                .chain(() -> sessions.open(opening(applicant)));
    }

    private static void refuseTaken(UserEntity known) {
        if (known != null) {
            throw ApiProblem.of(SignUpProblem.USER_ALREADY_EXISTS);
        }
    }

    private static UserEntity newUser(Applicant applicant) {
        UserEntity user = new UserEntity();
        user.id = applicant.userId();
        user.email = applicant.email();
        user.createdAt = Instant.now();
        user.updatedAt = user.createdAt;
        user.emailConfirmedAt = user.createdAt;
        user.appMetadata.put("provider", "email");
        user.appMetadata.put("providers", List.of("email"));
        user.userMetadata = applicant.metadata();
        user.describeEmail();
        Metadata.demandLimit(user.userMetadata);
        return user;
    }

    private static SessionOpening opening(Applicant applicant) {
        return new SessionOpening(
                applicant.userId(),
                "passkey",
                applicant.client(),
                true,
                Optional.of(applicant.credentialId()),
                Optional.empty(),
                applicant.aal());
    }

    private Uni<Void> write(UserEntity user, Applicant applicant) {
        return audit.write(
                AuditAction.USER_SIGNEDUP,
                Actor.of(user),
                applicant.client().address(),
                Map.of("provider", "email"));
    }
}
