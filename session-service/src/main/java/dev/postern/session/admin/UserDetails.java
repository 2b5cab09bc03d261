package dev.postern.session.admin;

import dev.postern.problem.ApiProblem;
import dev.postern.session.internal.Identifiers;
import dev.postern.session.user.EmailAddress;
import dev.postern.session.user.Metadata;
import dev.postern.session.user.PhoneNumber;
import dev.postern.session.user.UserProblem;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The checked form of an {@link AdminUserRequest}, without the password.
 *
 * @param email in lower case
 * @param phone digits of the E.164 form
 * @param ban how long the user is banned from now on; zero lifts a ban
 */
record UserDetails(
        Optional<UUID> id,
        Optional<String> aud,
        Optional<String> role,
        Optional<String> email,
        Optional<String> phone,
        boolean emailConfirmed,
        boolean phoneConfirmed,
        Map<String, Object> userMetadata,
        Map<String, Object> appMetadata,
        Optional<Duration> ban,
        Optional<Boolean> ssoUser) {

    private static final UUID NIL = new UUID(0, 0);
    private static final Pattern NAME = Pattern.compile("\\P{Cntrl}{1,255}");

    static UserDetails of(AdminUserRequest request) {
        return new UserDetails(
                given(request.id()).map(UserDetails::id),
                given(request.aud()).map(aud -> name("aud", aud)),
                given(request.role()).map(role -> name("role", role)),
                given(request.email())
                        .map(email -> EmailAddress.normalise(email, UserProblem.BAD_EMAIL)),
                given(request.phone())
                        .map(phone -> PhoneNumber.normalise(phone, AdminProblem.BAD_PHONE)),
                Boolean.TRUE.equals(request.emailConfirm()),
                Boolean.TRUE.equals(request.phoneConfirm()),
                Metadata.read(request.userMetadata(), "user_metadata"),
                Metadata.read(request.appMetadata(), "app_metadata"),
                given(request.banDuration()).map(UserDetails::duration),
                Optional.ofNullable(request.ssoUser()));
    }

    private static Optional<String> given(String text) {
        return Optional.ofNullable(text).filter(value -> !value.isEmpty());
    }

    private static UUID id(String text) {
        UUID id = Identifiers.read(text, AdminProblem.ID_NOT_UUID);
        if (id.equals(NIL)) {
            throw ApiProblem.of(AdminProblem.ID_NIL);
        }
        return id;
    }

    private static String name(String field, String text) {
        if (!NAME.matcher(text).matches()) {
            throw ApiProblem.of(AdminProblem.BAD_NAME, field);
        }
        return text;
    }

    private static Duration duration(String text) {
        if (text.equals("none")) {
            return Duration.ZERO;
        }
        try {
            return GoDuration.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw ApiProblem.of(AdminProblem.BAN_DURATION, malformed.getMessage())
                    .causedBy(malformed);
        }
    }
}
