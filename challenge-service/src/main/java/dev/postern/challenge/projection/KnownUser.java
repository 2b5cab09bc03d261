package dev.postern.challenge.projection;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.UUID;

/** A user as the user events tell. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record KnownUser(
        UUID id,
        boolean hasEmail,
        boolean emailConfirmed,
        boolean hasPhone,
        boolean phoneConfirmed,
        Instant bannedUntil,
        boolean isAnonymous,
        boolean isSsoUser,
        boolean hasVerifiedFactor,
        boolean deleted) {

    public boolean isBanned(Instant now) {
        return bannedUntil != null && bannedUntil.isAfter(now);
    }
}
