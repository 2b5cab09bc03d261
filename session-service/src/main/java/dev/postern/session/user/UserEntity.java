package dev.postern.session.user;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static final int LONGEST_PHONE = 15;

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

    @Column(name = "invited_at")
    public Instant invitedAt;

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

    /** The address belongs to the user, as far as anybody knows. */
    public void confirmEmail(Instant at) {
        emailConfirmedAt = emailConfirmedAt == null ? at : emailConfirmedAt;
        Map<String, Object> verified = new LinkedHashMap<>(userMetadata);
        verified.put("email_verified", true);
        userMetadata = verified;
    }

    /** What an address makes of a user: no longer anonymous, signed up by e-mail. */
    void becomeKnownByEmail() {
        becomeKnownBy("email");
        describeEmail();
    }

    /** What an address makes of a user: no longer anonymous, known by its provider too. */
    public void becomeKnownBy(String provider) {
        anonymous = false;
        Map<String, Object> known = new LinkedHashMap<>();
        known.put("provider", provider);
        known.putAll(Optional.ofNullable(appMetadata).orElse(Map.of()));
        List<Object> providers = new ArrayList<>();
        if (known.get("providers") instanceof List<?> named) {
            providers.addAll(named);
        }
        if (!providers.contains(provider)) {
            providers.add(provider);
        }
        known.put("providers", providers);
        appMetadata = known;
    }

    /** The user is deleted from now on, though the row may stay. */
    public void markDeleted() {
        deletedAt = Instant.now();
        updatedAt = deletedAt;
    }

    /** Leaves nothing to read but hashes that tell two rows apart. */
    public void obscure() {
        email = hasEmail() ? obscured(email) : email;
        phone = hasPhone() ? obscured(phone).substring(0, LONGEST_PHONE) : phone;
        emailChange = "";
        encryptedPassword = null;
        userMetadata = new LinkedHashMap<>();
        appMetadata = new LinkedHashMap<>();
    }

    private String obscured(String value) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest((id + value).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
