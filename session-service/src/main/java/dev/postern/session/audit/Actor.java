package dev.postern.session.audit;

import dev.postern.session.user.User;
import dev.postern.session.user.UserEntity;
import java.util.UUID;

/**
 * Who did what an entry tells.
 *
 * @param id user id; the nil UUID for an administrator
 * @param username e-mail address, else phone number; an administrator's role
 */
public record Actor(String id, boolean viaSso, String username) {

    private static final String NIL = "00000000-0000-0000-0000-000000000000";

    public static Actor of(UserEntity user) {
        return new Actor(user.id.toString(), user.ssoUser, username(user.email, user.phone));
    }

    public static Actor of(User user) {
        return new Actor(
                user.id().toString(), user.ssoUser(), username(user.email(), user.phone()));
    }

    /** An administrator acting in a role. */
    public static Actor administrator(String role) {
        return new Actor(NIL, false, role);
    }

    /** A user of whom nothing but the id is left. */
    static Actor unknown(UUID id) {
        return new Actor(id.toString(), false, "");
    }

    /** Nobody this service knows. */
    static Actor nobody() {
        return new Actor(NIL, false, "");
    }

    private static String username(String email, String phone) {
        if (email != null && !email.isEmpty()) {
            return email;
        }
        return phone == null ? "" : phone;
    }
}
