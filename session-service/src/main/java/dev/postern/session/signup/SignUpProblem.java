package dev.postern.session.signup;

import dev.postern.problem.ProblemType;

/** Refusals of a sign-up. */
enum SignUpProblem implements ProblemType {
    SIGNUP_DISABLED(422, "signup_disabled", "Signups not allowed for this instance"),
    ANONYMOUS_DISABLED(422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled"),
    NO_PASSWORD(400, "validation_failed", "Signup requires a valid password"),
    EMAIL_AND_PHONE(
            400,
            "validation_failed",
            "Only an email address or phone number should be provided on signup."),
    EMAIL_PROVIDER_DISABLED(400, "email_provider_disabled", "Email signups are disabled"),
    PHONE_PROVIDER_DISABLED(400, "phone_provider_disabled", "Phone signups are disabled"),
    USER_ALREADY_EXISTS(422, "user_already_exists", "User already registered");

    private final int status;
    private final String code;
    private final String message;

    SignUpProblem(int status, String code, String message) {
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
