package dev.postern.session.user;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A user where it is created or changed. */
@Entity
@DynamicUpdate
@Table(name = "users", schema = "auth")
public class UserEntity {

    @Id public UUID id;

    public String aud = "authenticated";

    public String role = "authenticated";

    public String email;

    @Column(name = "encrypted_password")
    public String encryptedPassword;

    @Column(name = "email_confirmed_at")
    public Instant emailConfirmedAt;

    @Column(name = "confirmation_sent_at")
    public Instant confirmationSentAt;

    @Column(name = "recovery_sent_at")
    public Instant recoverySentAt;

    @Column(name = "reauthentication_sent_at")
    public Instant reauthenticationSentAt;

    @Column(name = "email_change")
    public String emailChange;

    @Column(name = "email_change_sent_at")
    public Instant emailChangeSentAt;

    @Column(name = "email_change_confirm_status")
    public short emailChangeConfirmStatus;

    @Column(name = "raw_app_meta_data", columnDefinition = "jsonb")
    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, Object> appMetadata = new LinkedHashMap<>();

    @Column(name = "raw_user_meta_data", columnDefinition = "jsonb")
    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, Object> userMetadata = new LinkedHashMap<>();

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    @Column(columnDefinition = "text")
    public String phone;

    @Column(name = "phone_confirmed_at")
    public Instant phoneConfirmedAt;

    @Column(name = "banned_until")
    public Instant bannedUntil;

    @Column(name = "is_sso_user")
    public boolean ssoUser;

    @Column(name = "is_anonymous")
    public boolean anonymous;

    @Column(name = "deleted_at")
    public Instant deletedAt;

    @Column(name = "event_sequence")
    public long eventSequence;

    @Formula(
            "exists (select 1 from auth.mfa_factors f"
                    + " where f.user_id = id and f.status = 'verified')")
    public boolean hasVerifiedFactor;

    public boolean hasEmail() {
        return email != null && !email.isEmpty();
    }

    public boolean hasPhone() {
        return phone != null && !phone.isEmpty();
    }

    public boolean hasPassword() {
        return encryptedPassword != null && !encryptedPassword.isEmpty();
    }

    public boolean isConfirmed() {
        return emailConfirmedAt != null;
    }

    public boolean isBanned() {
        return bannedUntil != null && bannedUntil.isAfter(Instant.now());
    }

    /** Keeps what the metadata says of the address in step with the address. */
    public void describeEmail() {
        Map<String, Object> described = new LinkedHashMap<>(userMetadata);
        described.put("sub", id.toString());
        described.put("email", email);
        described.put("email_verified", isConfirmed());
        described.put("phone_verified", false);
        userMetadata = described;
    }

    /** What an address makes of a user: no longer anonymous, signed up by e-mail. */
    void becomeKnownByEmail() {
        anonymous = false;
        Map<String, Object> known = new LinkedHashMap<>(appMetadata);
        known.putIfAbsent("provider", "email");
        known.putIfAbsent("providers", List.of("email"));
        appMetadata = known;
        describeEmail();
    }
}
