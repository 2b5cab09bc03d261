package dev.postern.session.admin;

import dev.postern.session.user.Metadata;
import dev.postern.session.user.UserEntity;
import java.time.Duration;
import java.time.Instant;

/** Gives a user the details that an administrator asked for, at once and without confirmation. */
record Adjustment(UserDetails details, Instant now) {

    static Adjustment of(UserDetails details, Instant now) {
        return new Adjustment(details, now);
    }

    void apply(UserEntity user) {
        user.updatedAt = now;
        details.role().ifPresent(role -> user.role = role);
        details.ssoUser().ifPresent(sso -> user.ssoUser = sso);
        details.email().ifPresent(email -> setEmail(user, email));
        details.phone().ifPresent(phone -> setPhone(user, phone));
        user.userMetadata =
                Metadata.merge(user.userMetadata, details.userMetadata(), "user_metadata");
        user.appMetadata = Metadata.merge(user.appMetadata, details.appMetadata(), "app_metadata");
        if (details.emailConfirmed() && user.hasEmail()) {
            user.confirmEmail(now);
        }
        if (details.phoneConfirmed() && user.hasPhone() && user.phoneConfirmedAt == null) {
            user.phoneConfirmedAt = now;
        }
        Metadata.demandLimit(user.userMetadata);
        details.ban().ifPresent(ban -> user.bannedUntil = endOf(ban));
    }

    /** Whether the user is banned by this, rather than before it. */
    boolean bans() {
        return details.ban().filter(ban -> ban.compareTo(Duration.ZERO) > 0).isPresent();
    }

    /** A change that somebody asked for by mail is off: what was to change is no longer there. */
    private void setEmail(UserEntity user, String email) {
        user.email = email;
        user.emailChange = "";
        user.emailChangeConfirmStatus = 0;
        user.becomeKnownBy("email");
        if (user.userMetadata != null && user.userMetadata.containsKey("email")) {
            user.describeEmail();
        }
    }

    private static void setPhone(UserEntity user, String phone) {
        user.phone = phone;
        user.becomeKnownBy("phone");
    }

    private Instant endOf(Duration ban) {
        return ban.isZero() ? null : now.plus(ban);
    }
}
