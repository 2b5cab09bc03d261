package dev.postern.session.user;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A user as one statement reads it: the row of {@code auth.users} with the user's identities and
 * second factors.
 *
 * @param encryptedPassword the password's hash; only where the statement asked for it
 * @param hasPassword whether there is one
 */
public record User(
        UUID id,
        String aud,
        String role,
        String email,
        String encryptedPassword,
        Instant emailConfirmedAt,
        Instant invitedAt,
        String phone,
        Instant phoneConfirmedAt,
        Instant confirmationSentAt,
        Instant confirmedAt,
        Instant recoverySentAt,
        String emailChange,
        Instant emailChangeSentAt,
        String phoneChange,
        Instant phoneChangeSentAt,
        Instant reauthenticationSentAt,
        Instant lastSignInAt,
        JsonNode rawAppMetaData,
        JsonNode rawUserMetaData,
        List<JsonNode> factors,
        List<JsonNode> identities,
        Instant createdAt,
        Instant updatedAt,
        Instant bannedUntil,
        Instant deletedAt,
        @JsonProperty("is_anonymous") boolean anonymous,
        @JsonProperty("is_sso_user") boolean ssoUser,
        boolean hasPassword) {

    /**
     * The JSON of a user row with the alias {@code u}, as this record reads it. Never selects the
     * password's hash or any token.
     */
    public static final String DOCUMENT =
            """
            to_jsonb(u) - 'encrypted_password'
            || jsonb_build_object(
                'has_password', coalesce(u.encrypted_password, '') <> '',
                'identities', (SELECT coalesce(jsonb_agg(to_jsonb(i) ORDER BY i.created_at, i.id),
                                               '[]')
                               FROM auth.identities i WHERE i.user_id = u.id),
                'factors', (SELECT coalesce(jsonb_agg(to_jsonb(f) - 'secret'
                                                      - 'web_authn_credential'
                                                      ORDER BY f.created_at), '[]')
                            FROM auth.mfa_factors f WHERE f.user_id = u.id))
            """;

    public boolean hasEmail() {
        return email != null && !email.isEmpty();
    }

    public boolean hasPhone() {
        return phone != null && !phone.isEmpty();
    }

    public boolean isBanned() {
        return bannedUntil != null && bannedUntil.isAfter(Instant.now());
    }

    public boolean hasVerifiedFactor() {
        return factors.stream().anyMatch(f -> f.path("status").asText().equals("verified"));
    }

    public Optional<String> passwordHash() {
        return Optional.ofNullable(encryptedPassword).filter(hash -> !hash.isEmpty());
    }
}
