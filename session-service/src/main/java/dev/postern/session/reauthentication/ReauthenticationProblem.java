package dev.postern.session.reauthentication;

import dev.postern.problem.ProblemType;

/** Refusals of a reauthentication. */
enum ReauthenticationProblem implements ProblemType {
    NO_ADDRESS(
            400,
            "validation_failed",
            "Reauthentication requires the user to have an email or a phone number"),
    EMAIL_NOT_CONFIRMED(422, "email_not_confirmed", "Please verify your email first."),
    PHONE_PROVIDER_DISABLED(400, "phone_provider_disabled", "Unsupported phone provider"),
    NEEDED(400, "reauthentication_needed", "Password update requires reauthentication"),
    NOT_VALID(422, "reauthentication_not_valid", "Nonce has expired or is invalid"),
    CURRENT_PASSWORD_REQUIRED(
            400,
            "current_password_required",
            "Current password required when setting new password."),
    CURRENT_PASSWORD_INVALID(
            400,
            "current_password_invalid",
            "Current password required when setting new password.");

    private final int status;
    private final String code;
    private final String message;

    ReauthenticationProblem(int status, String code, String message) {
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
