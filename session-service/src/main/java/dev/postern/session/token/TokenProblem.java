package dev.postern.session.token;

import dev.postern.problem.ProblemType;

/** Refusals of the token endpoint. */
enum TokenProblem implements ProblemType {
    UNSUPPORTED_GRANT(400, "invalid_credentials", "unsupported_grant_type"),
    EMAIL_AND_PHONE(
            400,
            "validation_failed",
            "Only an email address or phone number should be provided on login."),
    EMAIL_PROVIDER_DISABLED(422, "email_provider_disabled", "Email logins are disabled"),
    PHONE_PROVIDER_DISABLED(422, "phone_provider_disabled", "Phone logins are disabled"),
    NO_EMAIL_OR_PHONE(400, "validation_failed", "missing email or phone"),
    INVALID_CREDENTIALS(400, "invalid_credentials", "Invalid login credentials"),
    USER_BANNED(400, "user_banned", "User is banned"),
    EMAIL_NOT_CONFIRMED(400, "email_not_confirmed", "Email not confirmed"),
    PHONE_NOT_CONFIRMED(400, "phone_not_confirmed", "Phone not confirmed"),
    REFRESH_TOKEN_MALFORMED(400, "validation_failed", "Refresh token is not valid"),
    REFRESH_TOKEN_NOT_FOUND(
            400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"),
    REFRESH_USER_BANNED(400, "user_banned", "Invalid Refresh Token: User Banned"),
    SESSION_GONE(400, "session_not_found", "Invalid Refresh Token: No Valid Session Found"),
    SESSION_EXPIRED(400, "session_expired", "Invalid Refresh Token: Session Expired"),
    SESSION_INACTIVE(400, "session_expired", "Invalid Refresh Token: Session Expired (Inactivity)"),
    SESSION_SUPERSEDED(
            400,
            "session_expired",
            "Invalid Refresh Token: Session Expired (Revoked by Newer Login)"),
    ALREADY_USED(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used"),
    NOT_ISSUED_HERE(400, "validation_failed", "Invalid Refresh Token: Not Issued By This Server"),
    /** A transient condition, so never a 4xx: clients take those for the end of the session. */
    TOO_MANY_REFRESHES(
            503,
            "conflict",
            "Too many concurrent token refresh requests on the same session or refresh token");

    private final int status;
    private final String code;
    private final String message;

    TokenProblem(int status, String code, String message) {
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
