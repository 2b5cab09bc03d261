package dev.postern.session.admin;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.session.Sessions;
import dev.postern.session.session.Sessions.Scope;
import dev.postern.session.user.IdentityRepository;
import dev.postern.session.user.User;
import dev.postern.session.user.UserEntity;
import dev.postern.session.user.UserEvents;
import dev.postern.session.user.UserRepository;
import dev.postern.session.user.Users;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Changes a user as an administrator says, in one transaction. */
@ApplicationScoped
class UserCorrection {

    private final UserRepository repository;
    private final IdentityRepository identities;
    private final UserEvents events;
    private final AuditLog audit;
    private final Sessions sessions;
    private final Codes codes;
    private final Users users;

    UserCorrection(
            UserRepository repository,
            IdentityRepository identities,
            UserEvents events,
            AuditLog audit,
            Sessions sessions,
            Codes codes,
            Users users) {
        this.repository = repository;
        this.identities = identities;
        this.events = events;
        this.audit = audit;
        this.sessions = sessions;
        this.codes = codes;
        this.users = users;
    }

    /**
     * @param passwordHash replaces the password and signs the user out everywhere
     */
    @WithTransaction
    Uni<User> correct(
            UUID id,
            UserDetails details,
            Optional<String> passwordHash,
            Administrator administrator) {
        Adjustment adjustment = Adjustment.of(details, Instant.now());
        return repository
                .lockById(id)
                .onItem()
                .ifNull()
                .failWith(() -> ApiProblem.of(Problem.USER_NOT_FOUND))
                .call(user -> forgetCodes(user, details))
                .invoke(adjustment::apply)
                .call(repository::flush)
                .call(user -> identities.agreeWith(user))
                .call(user -> setPassword(user, passwordHash, administrator))
                .call(user -> adjustment.bans() ? events.banned(user) : events.updated(user))
                .call(user -> write(AuditAction.USER_MODIFIED, user, administrator))
                .call(repository::flush)
                .chain(user -> users.byId(user.id))
                .map(found -> found.orElseThrow());
    }

    /** Codes that went to the old address must not let its holder in. */
    private Uni<Void> forgetCodes(UserEntity user, UserDetails details) {
        return details.email().filter(email -> !email.equals(user.email)).isPresent()
                ? codes.forget(user.id)
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> setPassword(
            UserEntity user, Optional<String> hash, Administrator administrator) {
        if (hash.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        user.encryptedPassword = hash.get();
        return write(AuditAction.USER_UPDATED_PASSWORD, user, administrator)
                .chain(
                        () ->
                                sessions.revoke(
                                        user.id,
                                        Scope.GLOBAL,
                                        Optional.empty(),
                                        "password_changed"))
                .replaceWithVoid();
    }

    private Uni<Void> write(AuditAction action, UserEntity user, Administrator administrator) {
        return audit.write(
                action, administrator.actor(), administrator.address(), Administrator.about(user));
    }
}
