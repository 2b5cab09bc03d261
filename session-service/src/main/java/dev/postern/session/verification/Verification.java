package dev.postern.session.verification;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.session.audit.Actor;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.client.Client;
import dev.postern.session.session.OpenedSession;
import dev.postern.session.session.SessionOpening;
import dev.postern.session.session.Sessions;
import dev.postern.session.user.EmailChange;
import dev.postern.session.user.IdentityRepository;
import dev.postern.session.user.UserEntity;
import dev.postern.session.user.UserEvents;
import dev.postern.session.user.UserRepository;
import dev.postern.session.verification.OneTimeTokens.Purpose;
import dev.postern.session.verification.OneTimeTokens.Used;
import dev.postern.session.verification.VerifyRequest.Wanted;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Uses a code up and does what it was for, in one transaction. */
@ApplicationScoped
class Verification {

    private final OneTimeTokens tokens;
    private final UserRepository users;
    private final IdentityRepository identities;
    private final UserEvents events;
    private final AuditLog audit;
    private final EmailChange emailChange;
    private final Sessions sessions;

    Verification(
            OneTimeTokens tokens,
            UserRepository users,
            IdentityRepository identities,
            UserEvents events,
            AuditLog audit,
            EmailChange emailChange,
            Sessions sessions) {
        this.tokens = tokens;
        this.users = users;
        this.identities = identities;
        this.events = events;
        this.audit = audit;
        this.emailChange = emailChange;
        this.sessions = sessions;
    }

    /**
     * @return the session that the code opened; empty when it was the first of the two that a
     *     change of address takes
     */
    @WithTransaction
    Uni<Optional<OpenedSession>> verify(Wanted wanted, Client client) {
        return tokens.use(wanted.hash(), wanted.type().purposes())
                .map(used -> used.orElseThrow(() -> ApiProblem.of(wanted.notFound())))
                .chain(used -> act(used, client));
    }

    private Uni<Optional<OpenedSession>> act(Used used, Client client) {
        return users.lockById(used.userId())
                .invoke(Verification::refuseBanned)
                .chain(user -> apply(used.purpose(), user, client))
                .chain(
                        user ->
                                user.isEmpty()
                                        ? Uni.createFrom().item(Optional.<OpenedSession>empty())
                                        : open(user.get(), client));
    }

    private Uni<Optional<UserEntity>> apply(Purpose purpose, UserEntity user, Client client) {
        return switch (purpose) {
            case CONFIRMATION_TOKEN, RECOVERY_TOKEN -> confirm(user, client);
            case EMAIL_CHANGE_TOKEN_NEW, EMAIL_CHANGE_TOKEN_CURRENT -> change(user);
        };
    }

    private Uni<Optional<UserEntity>> confirm(UserEntity user, Client client) {
        if (user.isConfirmed()) {
            return Uni.createFrom().item(Optional.of(user));
        }
        user.emailConfirmedAt = Instant.now();
        user.updatedAt = user.emailConfirmedAt;
        user.describeEmail();
        return identities
                .agreeWithEmailOf(user)
                .call(() -> events.updated(user))
                .call(
                        () ->
                                audit.write(
                                        AuditAction.USER_SIGNEDUP,
                                        Actor.of(user),
                                        client.address(),
                                        Map.of("provider", "email")))
                .replaceWith(Optional.of(user));
    }

    private Uni<Optional<UserEntity>> change(UserEntity user) {
        return emailChange
                .agree(user)
                .chain(
                        done ->
                                done
                                        ? tokens.discard(
                                                        user.id,
                                                        Set.of(
                                                                Purpose.EMAIL_CHANGE_TOKEN_NEW,
                                                                Purpose.EMAIL_CHANGE_TOKEN_CURRENT))
                                                .replaceWith(Optional.of(user))
                                        : Uni.createFrom().item(Optional.<UserEntity>empty()));
    }

    private Uni<Optional<OpenedSession>> open(UserEntity user, Client client) {
        return users.flush()
                .chain(() -> sessions.open(SessionOpening.by("otp", user.id, client)))
                .map(Optional::of);
    }

    private static void refuseBanned(UserEntity user) {
        if (user.isBanned()) {
            throw ApiProblem.of(Problem.USER_BANNED);
        }
    }
}
