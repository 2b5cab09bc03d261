package dev.postern.session.user;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.session.audit.Actor;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.client.Client;
import dev.postern.session.pkce.CodeChallenge;
import dev.postern.session.pkce.FlowStates;
import dev.postern.session.session.Sessions;
import dev.postern.session.session.Sessions.Scope;
import dev.postern.session.session.UserSessionGate.CallerSession;
import dev.postern.session.verification.OneTimeTokens;
import dev.postern.session.verification.OneTimeTokens.Purpose;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of a user's change that is one transaction. */
@ApplicationScoped
class UserChange {

    /** What is to change, already checked. */
    record Change(
            Optional<String> newEmail,
            Optional<CodeChallenge> challenge,
            Optional<String> newPasswordHash,
            Map<String, Object> metadata) {}

    /** The user afterwards, and what to mail. */
    record Changed(User user, Optional<PendingEmailChange> emailChange) {}

    private final UserRepository repository;
    private final Users users;
    private final EmailChange emailChange;
    private final OneTimeTokens tokens;
    private final FlowStates flows;
    private final Sessions sessions;
    private final AuditLog audit;

    UserChange(
            UserRepository repository,
            Users users,
            EmailChange emailChange,
            OneTimeTokens tokens,
            FlowStates flows,
            Sessions sessions,
            AuditLog audit) {
        this.repository = repository;
        this.users = users;
        this.emailChange = emailChange;
        this.tokens = tokens;
        this.flows = flows;
        this.sessions = sessions;
        this.audit = audit;
    }

    @WithTransaction
    Uni<Changed> apply(CallerSession caller, Change change, Client client) {
        return repository
                .lockById(caller.user().id())
                .onItem()
                .ifNull()
                .failWith(() -> ApiProblem.of(Problem.USER_NOT_FOUND_FROM_TOKEN))
                .invoke(user -> setMetadata(user, change))
                .call(user -> setPassword(user, caller, change, client))
                .call(user -> write(AuditAction.USER_MODIFIED, user, client))
                .chain(user -> setEmail(user, change))
                .chain(pending -> afterwards(caller, pending));
    }

    private static void setMetadata(UserEntity user, Change change) {
        user.userMetadata = Metadata.merge(user.userMetadata, change.metadata());
        user.updatedAt = Instant.now();
    }

    /** Whoever changes the password may no longer trust what was asked for before. */
    private Uni<Void> setPassword(
            UserEntity user, CallerSession caller, Change change, Client client) {
        if (change.newPasswordHash().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        user.encryptedPassword = change.newPasswordHash().get();
        return write(AuditAction.USER_UPDATED_PASSWORD, user, client)
                .chain(() -> tokens.discard(user.id, Set.of(Purpose.values())))
                .chain(() -> flows.forget(user.id))
                .chain(
                        () ->
                                sessions.revoke(
                                        user.id,
                                        Scope.OTHERS,
                                        caller.sessionId(),
                                        "password_changed"))
                .replaceWithVoid();
    }

    private Uni<Optional<PendingEmailChange>> setEmail(UserEntity user, Change change) {
        return change.newEmail()
                .map(email -> emailChange.begin(user, email, change.challenge()))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Changed> afterwards(CallerSession caller, Optional<PendingEmailChange> pending) {
        return repository
                .flush()
                .chain(() -> users.byId(caller.user().id()))
                .map(user -> new Changed(user.orElseThrow(), pending));
    }

    private Uni<Void> write(AuditAction action, UserEntity user, Client client) {
        return audit.write(action, Actor.of(user), client.address(), Map.of());
    }
}
