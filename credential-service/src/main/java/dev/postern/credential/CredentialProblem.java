package dev.postern.credential;

import dev.postern.problem.ProblemType;

/** The refusals of this service beside those of a ceremony's verification. */
public enum CredentialProblem implements ProblemType {
    ANONYMOUS_USER(403, "no_authorization", "Anonymous user not allowed to perform these actions"),
    SSO_USER(422, "validation_failed", "SSO users cannot register passkeys"),
    INSUFFICIENT_AAL(
            403,
            "insufficient_aal",
            "AAL2 session is required to manage passkeys when MFA is enabled"),
    CHALLENGE_ID_REQUIRED(400, "validation_failed", "challenge_id is required"),
    CREDENTIAL_REQUIRED(400, "validation_failed", "credential is required"),
    EMAIL_REQUIRED(400, "validation_failed", "Unable to validate email address: invalid format"),
    CHALLENGE_ID_NOT_UUID(400, "validation_failed", "challenge_id must be a valid UUID"),
    CHALLENGE_NOT_FOUND(400, "webauthn_challenge_not_found", "Challenge not found or already used"),
    TOO_MANY_PASSKEYS(422, "too_many_passkeys", "Maximum number of passkeys reached"),
    CREDENTIAL_EXISTS(422, "webauthn_credential_exists", "This credential is already registered"),
    PASSKEY_NOT_FOUND(404, "validation_failed", "Passkey not found"),
    LAST_METHOD(
            422,
            "last_sign_in_method",
            "This passkey is the only way to sign in; add another one first"),
    FRIENDLY_NAME_REQUIRED(400, "validation_failed", "friendly_name is required"),
    FRIENDLY_NAME_TOO_LONG(
            400, "validation_failed", "friendly_name must be 120 characters or less"),
    FRIENDLY_NAME_UNSTORABLE(
            400, "validation_failed", "friendly_name must not contain the NUL character");

    private final int status;
    private final String code;
    private final String message;

    CredentialProblem(int status, String code, String message) {
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
