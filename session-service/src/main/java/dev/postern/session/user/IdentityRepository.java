package dev.postern.session.user;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What users are known by. */
@ApplicationScoped
public class IdentityRepository implements PanacheRepositoryBase<IdentityEntity, UUID> {

    /**
     * Makes the e-mail identity of a user agree with the user: created when there is none, else
     * updated.
     */
    public Uni<Void> agreeWithEmailOf(UserEntity user) {
        Instant now = Instant.now();
        return find("userId = ?1 and provider = ?2", user.id, IdentityEntity.EMAIL)
                .firstResult()
                .chain(
                        known -> {
                            IdentityEntity identity =
                                    known == null ? IdentityEntity.ofEmail(user, now) : known;
                            identity.data = emailData(user, identity.data);
                            identity.updatedAt = now;
                            return persist(identity);
                        })
                .replaceWithVoid();
    }

    private static Map<String, Object> emailData(UserEntity user, Map<String, Object> known) {
        Map<String, Object> data = new LinkedHashMap<>(known);
        data.put("sub", user.id.toString());
        data.put("email", user.email);
        data.put("email_verified", user.isConfirmed());
        data.put("phone_verified", false);
        return data;
    }
}
