package dev.postern.session.signup;

import dev.postern.session.audit.Actor;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.client.Client;
import dev.postern.session.session.SessionOpening;
import dev.postern.session.session.Sessions;
import dev.postern.session.user.UserEntity;
import dev.postern.session.user.UserEvents;
import dev.postern.session.user.UserRepository;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Makes a user whom nobody knows, in one transaction. */
@ApplicationScoped
class AnonymousRegistration {

    private final UserRepository users;
    private final UserEvents events;
    private final AuditLog audit;
    private final Sessions sessions;

    AnonymousRegistration(
            UserRepository users, UserEvents events, AuditLog audit, Sessions sessions) {
        this.users = users;
        this.events = events;
        this.audit = audit;
        this.sessions = sessions;
    }

    @WithTransaction
    Uni<SignUpOutcome> register(Map<String, Object> metadata, Client client) {
        UserEntity user = new UserEntity();
        user.id = UUID.randomUUID();
        user.anonymous = true;
        user.createdAt = Instant.now();
        user.updatedAt = user.createdAt;
        user.userMetadata = metadata;
        return users.persistAndFlush(user)
                .call(events::created)
                .call(
                        () ->
                                audit.write(
                                        AuditAction.USER_SIGNEDUP,
                                        Actor.of(user),
                                        client.address(),
                                        Map.of("provider", "anonymous")))
                .call(users::flush)
                .chain(() -> sessions.open(SessionOpening.by("anonymous", user.id, client)))
                .map(SignUpOutcome.SignedIn::new);
    }
}
