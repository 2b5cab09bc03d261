package dev.postern.session.admin;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.session.Sessions;
import dev.postern.session.session.Sessions.Scope;
import dev.postern.session.statement.Statements;
import dev.postern.session.user.UserEntity;
import dev.postern.session.user.UserEvents;
import dev.postern.session.user.UserRepository;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/**
 * Deletes a user: wholly, or softly so that the id stays taken and nothing else can be read. Either
 * way every session ends and the event has the user's passkeys deleted.
 */
@ApplicationScoped
class UserDeletion {

    /** Parameter: user. Factors go; identities keep a hash of what they were. */
    private static final String ERASE =
            """
            WITH factors AS (DELETE FROM auth.mfa_factors WHERE user_id = ?1),
                known AS (
                    UPDATE auth.identities SET identity_data = '{}', updated_at = now(),
                        provider_id = translate(rtrim(encode(sha256(convert_to(
                            CAST(user_id AS text) || provider || ':' || provider_id, 'UTF8')),
                            'base64'), '='), '+/', '-_')
                    WHERE user_id = ?1),
                pending AS (
                    UPDATE auth.users SET phone_change = '', phone_change_token = '',
                        confirmation_token = '', recovery_token = '', reauthentication_token = '',
                        email_change_token_new = '', email_change_token_current = ''
                    WHERE id = ?1)
            SELECT '{}'
            """;

    private final UserRepository repository;
    private final UserEvents events;
    private final AuditLog audit;
    private final Sessions sessions;
    private final Codes codes;
    private final Statements statements;

    UserDeletion(
            UserRepository repository,
            UserEvents events,
            AuditLog audit,
            Sessions sessions,
            Codes codes,
            Statements statements) {
        this.repository = repository;
        this.events = events;
        this.audit = audit;
        this.sessions = sessions;
        this.codes = codes;
        this.statements = statements;
    }

    /** A second soft deletion changes nothing. */
    @WithTransaction
    Uni<Void> delete(UUID id, boolean softly, Administrator administrator) {
        return repository
                .lockById(id)
                .onItem()
                .ifNull()
                .failWith(() -> ApiProblem.of(Problem.USER_NOT_FOUND))
                .chain(
                        user ->
                                softly && user.deletedAt != null
                                        ? Uni.createFrom().voidItem()
                                        : delete(user, softly, administrator));
    }

    private Uni<Void> delete(UserEntity user, boolean softly, Administrator administrator) {
        return audit.write(
                        AuditAction.USER_DELETED,
                        administrator.actor(),
                        administrator.address(),
                        Administrator.about(user))
                .chain(
                        () ->
                                sessions.revoke(
                                        user.id, Scope.GLOBAL, Optional.empty(), "user_deleted"))
                .invoke(user::markDeleted)
                .chain(() -> events.deleted(user))
                .chain(() -> softly ? erase(user) : repository.delete(user));
    }

    private Uni<Void> erase(UserEntity user) {
        user.obscure();
        return repository
                .flush()
                .chain(() -> codes.forget(user.id))
                .chain(() -> statements.one(ERASE, user.id))
                .replaceWithVoid();
    }
}
