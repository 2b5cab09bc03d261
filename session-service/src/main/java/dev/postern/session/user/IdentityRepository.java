package dev.postern.session.user;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What users are known by. */
@ApplicationScoped
public class IdentityRepository implements PanacheRepositoryBase<IdentityEntity, UUID> {

    /** Makes every identity of a user that is an address agree with the user. */
    public Uni<Void> agreeWith(UserEntity user) {
        return (user.hasEmail() ? agreeWithEmailOf(user) : nothing())
                .chain(() -> user.hasPhone() ? agreeWithPhoneOf(user) : nothing());
    }

    /**
     * Makes the e-mail identity of a user agree with the user: created when there is none, else
     * updated.
     */
    public Uni<Void> agreeWithEmailOf(UserEntity user) {
        return agree(user, IdentityEntity.EMAIL, known -> emailData(user, known));
    }

    private Uni<Void> agreeWithPhoneOf(UserEntity user) {
        return agree(user, IdentityEntity.PHONE, known -> phoneData(user, known));
    }

    private Uni<Void> agree(
            UserEntity user, String provider, UnaryOperator<Map<String, Object>> data) {
        Instant now = Instant.now();
        return find("userId = ?1 and provider = ?2", user.id, provider)
                .firstResult()
                .chain(
                        known -> {
                            IdentityEntity identity =
                                    known == null ? IdentityEntity.of(user, provider, now) : known;
                            identity.data = data.apply(identity.data);
                            identity.updatedAt = now;
                            return persist(identity);
                        })
                .replaceWithVoid();
    }

    private static Map<String, Object> phoneData(UserEntity user, Map<String, Object> known) {
        Map<String, Object> data = new LinkedHashMap<>(known);
        data.put("sub", user.id.toString());
        data.put("phone", user.phone);
        data.put("email_verified", false);
        data.put("phone_verified", user.phoneConfirmedAt != null);
        return data;
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
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
