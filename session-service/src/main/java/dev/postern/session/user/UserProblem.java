package dev.postern.session.user;

import dev.postern.problem.ProblemType;

/** Refusals around a user's own data. */
public enum UserProblem implements ProblemType {
    METADATA_NOT_STORABLE(
            400,
            "validation_failed",
            "%s must be a JSON object without U+0000 and without numbers beyond double"
                    + " precision"),
    METADATA_TOO_LARGE(
            400, "validation_failed", "%s is limited to %d bytes of JSON, this would take %d"),
    AUDIENCE_MISMATCH(400, "validation_failed", "Token audience doesn't match request audience"),
    BAD_EMAIL(400, "validation_failed", "Unable to validate email address: invalid format"),
    EMAIL_EXISTS(422, "email_exists", "A user with this email address has already been registered"),
    PHONE_PROVIDER_DISABLED(400, "phone_provider_disabled", "Unsupported phone provider"),
    SSO_MANAGED(
            422,
            "user_sso_managed",
            "Updating email, phone, password of a SSO account only possible via SSO"),
    APP_METADATA_NOT_ADMIN(403, "not_admin", "Updating app_metadata requires admin privileges"),
    INSUFFICIENT_AAL(
            401,
            "insufficient_aal",
            "AAL2 session is required to update email or password when MFA is enabled."),
    ANONYMOUS_PASSWORD(
            422,
            "validation_failed",
            "Updating password of an anonymous user without an email or phone is not allowed"),
    SAME_PASSWORD(422, "same_password", "New password should be different from the old password.");

    private final int status;
    private final String code;
    private final String message;

    UserProblem(int status, String code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String message() {
        return message;
    }
}
