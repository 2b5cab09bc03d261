package dev.postern.session.signup;

import dev.postern.session.user.IdentityRepository;
import dev.postern.session.user.Metadata;
import dev.postern.session.user.UserEntity;
import dev.postern.session.user.UserEvents;
import dev.postern.session.user.UserRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes users with an e-mail address, inside the caller's transaction: user, identity, event. */
@ApplicationScoped
public class Newcomers {

    private final UserRepository users;
    private final IdentityRepository identities;
    private final UserEvents events;

    Newcomers(UserRepository users, IdentityRepository identities, UserEvents events) {
        this.users = users;
        this.identities = identities;
        this.events = events;
    }

    /**
     * @param email in lower case
     * @param passwordHash empty for a user who signs in by mail alone
     * @param confirmed whether the address counts as confirmed at once
     */
    public Uni<UserEntity> create(
            String email,
            Optional<String> passwordHash,
            Map<String, Object> metadata,
            boolean confirmed) {
        Instant now = Instant.now();
        UserEntity user = new UserEntity();
        user.id = UUID.randomUUID();
        user.email = email;
        user.encryptedPassword = passwordHash.orElse(null);
        user.createdAt = now;
        user.updatedAt = now;
        user.emailConfirmedAt = confirmed ? now : null;
        user.appMetadata.put("provider", "email");
        user.appMetadata.put("providers", List.of("email"));
        user.userMetadata = metadata;
        user.describeEmail();
        Metadata.demandLimit(user.userMetadata);
        return users.persistAndFlush(user).call(identities::agreeWithEmailOf).call(events::created);
    }
}
