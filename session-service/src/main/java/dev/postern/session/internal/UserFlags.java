package dev.postern.session.internal;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.postern.session.user.User;
import java.util.UUID;

/** What another service must know of a user to apply its rules; no address, no metadata. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record UserFlags(
        UUID id,
        boolean hasEmail,
        boolean emailConfirmed,
        boolean hasPhone,
        boolean phoneConfirmed,
        boolean banned,
        boolean isAnonymous,
        boolean isSsoUser,
        boolean hasVerifiedFactor,
        boolean hasPassword) {

    static UserFlags of(User user) {
        return new UserFlags(
                user.id(),
                user.hasEmail(),
                user.emailConfirmedAt() != null,
                user.hasPhone(),
                user.phoneConfirmedAt() != null,
                user.isBanned(),
                user.anonymous(),
                user.ssoUser(),
                user.hasVerifiedFactor(),
                user.hasPassword());
    }
}
