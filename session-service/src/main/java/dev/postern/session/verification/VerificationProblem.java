package dev.postern.session.verification;

import dev.postern.problem.ProblemType;

/** Refusals of codes and links. */
enum VerificationProblem implements ProblemType {
    CODE_EXPIRED(403, "otp_expired", "Token has expired or is invalid"),
    LINK_EXPIRED(403, "otp_expired", "Email link is invalid or has expired"),
    NO_TYPE(400, "validation_failed", "Verify requires a verification type"),
    NO_TOKEN_IN_LINK(400, "validation_failed", "Verify requires a token or a token hash"),
    TOKEN_OR_HASH(400, "validation_failed", "Verify requires either a token or a token hash"),
    HASH_ALONE(400, "validation_failed", "Only the token_hash and type should be provided"),
    EMAIL_OR_PHONE(
            400,
            "validation_failed",
            "Only an email address or phone number should be provided on verify"),
    BAD_EMAIL(422, "validation_failed", "Invalid email format"),
    UNSUPPORTED_TYPE(400, "validation_failed", "Unsupported verification type"),
    INVALID_EMAIL_TYPE(400, "validation_failed", "Invalid email verification type"),
    RESEND_TYPE(
            400,
            "validation_failed",
            "Missing one of these types: signup, email_change, sms, phone_change"),
    RESEND_NEEDS_EMAIL(400, "validation_failed", "Type provided requires an email address"),
    RESEND_NEEDS_PHONE(400, "validation_failed", "Type provided requires a phone number"),
    RESEND_EMAIL_AND_PHONE(
            400, "validation_failed", "Only an email address or phone number should be provided."),
    RESEND_NO_ADDRESS(400, "validation_failed", "Missing email address or phone number"),
    EMAIL_PROVIDER_DISABLED(400, "email_provider_disabled", "Email logins are disabled"),
    PHONE_PROVIDER_DISABLED(400, "phone_provider_disabled", "Unsupported phone provider");

    private final int status;
    private final String code;
    private final String message;

    VerificationProblem(int status, String code, String message) {
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
