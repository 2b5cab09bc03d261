package dev.postern.challenge.issuing;

import dev.postern.problem.ProblemType;

/** Refusals in the life of a challenge and in asking for one. */
public enum ChallengeProblem implements ProblemType {
    CHALLENGE_NOT_FOUND(400, "webauthn_challenge_not_found", "Challenge not found or already used"),
    CHALLENGE_EXPIRED(400, "webauthn_challenge_expired", "Challenge has expired"),
    UNKNOWN_CEREMONY(
            400, "validation_failed", "type must be registration, authentication or signup"),
    SIGNUP_DISABLED(422, "signup_disabled", "Signups not allowed for this instance"),
    BAD_EMAIL(400, "validation_failed", "Unable to validate email address: invalid format"),
    USER_ID_REQUIRED(400, "validation_failed", "user_id is required for a registration"),
    ANONYMOUS_USER(403, "no_authorization", "Anonymous user not allowed to perform these actions"),
    SSO_USER(422, "validation_failed", "SSO users cannot register passkeys"),
    INSUFFICIENT_AAL(
            403,
            "insufficient_aal",
            "AAL2 session is required to manage passkeys when MFA is enabled"),
    TOO_MANY_PASSKEYS(422, "too_many_passkeys", "Maximum number of passkeys reached");

    private final int status;
    private final String code;
    private final String message;

    ChallengeProblem(int status, String code, String message) {
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
