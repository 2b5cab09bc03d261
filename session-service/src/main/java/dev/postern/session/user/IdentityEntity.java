package dev.postern.session.user;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** One way by which a user is known, e.g. an e-mail address. */
@Entity
@Table(name = "identities", schema = "auth")
public class IdentityEntity {

    /** Provider of addresses that are confirmed by mail. */
    static final String EMAIL = "email";

    /** Provider of phone numbers. */
    static final String PHONE = "phone";

    @Id public UUID id;

    @Column(name = "provider_id", columnDefinition = "text")
    public String providerId;

    @Column(name = "user_id")
    public UUID userId;

    @Column(name = "identity_data", columnDefinition = "jsonb")
    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, Object> data = new LinkedHashMap<>();

    @Column(columnDefinition = "text")
    public String provider;

    @Column(name = "last_sign_in_at")
    public Instant lastSignInAt;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    /** What a user is known by at a provider whose names for users are our ids. */
    static IdentityEntity of(UserEntity user, String provider, Instant now) {
        IdentityEntity identity = new IdentityEntity();
        identity.id = UUID.randomUUID();
        identity.providerId = user.id.toString();
        identity.userId = user.id;
        identity.provider = provider;
        identity.lastSignInAt = now;
        identity.createdAt = now;
        identity.updatedAt = now;
        return identity;
    }
}
