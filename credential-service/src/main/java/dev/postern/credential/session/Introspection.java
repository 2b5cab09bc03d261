package dev.postern.credential.session;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;

/**
 * What session-service knows of a caller.
 *
 * @param session null when the caller's token names none
 * @param user who calls
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Introspection(Session session, User user) {

    /** A live session and the assurance it has reached. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Session(UUID id, String aal) {}

    /** The flags of a user that gates look at. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record User(
            UUID id,
            @JsonProperty("has_email") boolean hasEmail,
            @JsonProperty("email_confirmed") boolean emailConfirmed,
            @JsonProperty("has_phone") boolean hasPhone,
            @JsonProperty("phone_confirmed") boolean phoneConfirmed,
            boolean banned,
            @JsonProperty("is_anonymous") boolean anonymous,
            @JsonProperty("is_sso_user") boolean ssoUser,
            @JsonProperty("has_verified_factor") boolean hasVerifiedFactor,
            @JsonProperty("has_password") boolean hasPassword) {}

    /** Whether the session has reached AAL2; a caller without a session has not. */
    public boolean isAal2() {
        return session != null && "aal2".equals(session.aal());
    }
}
