package dev.postern.session.otp;

import dev.postern.problem.ProblemType;

/** Refusals of a request for a code or link. */
enum OtpProblem implements ProblemType {
    EMAIL_AND_PHONE(
            400, "validation_failed", "Only an email address or phone number should be provided"),
    CHANNEL_WITHOUT_PHONE(
            400, "validation_failed", "Channel should only be specified with Phone OTP"),
    EMAIL_OR_PHONE(400, "validation_failed", "One of email or phone must be set"),
    PHONE_PROVIDER_DISABLED(400, "phone_provider_disabled", "Unsupported phone provider"),
    NO_EMAIL(422, "validation_failed", "Password recovery requires an email"),
    NO_EMAIL_TO_RECOVER(400, "validation_failed", "Password recovery requires an email"),
    EMAIL_PROVIDER_DISABLED(422, "email_provider_disabled", "Email logins are disabled"),
    MAGIC_LINK_DISABLED(422, "email_provider_disabled", "Login with magic link is disabled"),
    OTP_DISABLED(422, "otp_disabled", "Signups not allowed for otp"),
    SIGNUP_DISABLED(422, "signup_disabled", "Signups not allowed for this instance");

    private final int status;
    private final String code;
    private final String message;

    OtpProblem(int status, String code, String message) {
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
