package dev.postern.session.admin;

import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
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
import java.util.UUID;

/** Makes a user as an administrator describes one, in one transaction and without a mail. */
@ApplicationScoped
class UserCreation {

    private final UserRepository repository;
    private final IdentityRepository identities;
    private final UserEvents events;
    private final AuditLog audit;
    private final Users users;

    UserCreation(
            UserRepository repository,
            IdentityRepository identities,
            UserEvents events,
            AuditLog audit,
            Users users) {
        this.repository = repository;
        this.identities = identities;
        this.events = events;
        this.audit = audit;
        this.users = users;
    }

    @WithTransaction
    Uni<User> create(UserDetails details, String passwordHash, Administrator administrator) {
        UserEntity user = newUser(details, passwordHash);
        return add(user)
                .call(
                        () ->
                                audit.write(
                                        AuditAction.USER_SIGNEDUP,
                                        administrator.actor(),
                                        administrator.address(),
                                        Administrator.about(user)))
                .call(repository::flush)
                .chain(() -> users.byId(user.id))
                .map(found -> found.orElseThrow());
    }

    /** Adds a user to the transaction in hand. */
    Uni<UserEntity> add(UserEntity user) {
        return repository
                .persistAndFlush(user)
                .call(() -> identities.agreeWith(user))
                .call(() -> events.created(user));
    }

    private static UserEntity newUser(UserDetails details, String passwordHash) {
        UserEntity user = new UserEntity();
        user.id = details.id().orElseGet(UUID::randomUUID);
        user.createdAt = Instant.now();
        user.encryptedPassword = passwordHash;
        details.aud().ifPresent(aud -> user.aud = aud);
        if (details.id().isPresent()) {
            // Somebody with this id may have been deleted: newer events need a greater sequence.
            user.eventSequence = user.createdAt.toEpochMilli();
        }
        Adjustment.of(details, user.createdAt).apply(user);
        return user;
    }
}
