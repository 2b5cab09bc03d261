package dev.postern.credential.relyingparty;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;

/**
 * Why a ceremony was refused. A client learns only that it was (and whether its response could be
 * read at all); the reason is for metrics, logs and tests.
 */
public enum Refusal implements ProblemType {
    /** The credential is not the JSON that a browser makes. */
    CREDENTIAL_MALFORMED(true),
    /** A binary member is not base64url. */
    ENCODING_INVALID(true),
    /** clientDataJSON is not a JSON object of the form of §5.8.1. */
    CLIENT_DATA_MALFORMED(true),
    /** attestationObject is not exactly one CBOR map of the form of §6.5. */
    ATTESTATION_OBJECT_MALFORMED(true),
    /** Authenticator data breaks the layout of §6.1 or contradicts its flags. */
    AUTH_DATA_MALFORMED(true),

    TYPE_MISMATCH(false),
    CHALLENGE_MISMATCH(false),
    ORIGIN_MISMATCH(false),
    CROSS_ORIGIN_NOT_ALLOWED(false),
    TOP_ORIGIN_NOT_ALLOWED(false),
    RP_ID_HASH_MISMATCH(false),
    USER_PRESENCE_MISSING(false),
    USER_VERIFICATION_MISSING(false),
    BACKUP_STATE_INVALID(false),
    BACKUP_ELIGIBILITY_CHANGED(false),
    ALGORITHM_NOT_ALLOWED(false),
    PUBLIC_KEY_INVALID(false),
    ATTESTATION_FORMAT_UNSUPPORTED(false),
    ATTESTATION_STATEMENT_INVALID(false),
    /** Attestation is demanded and no trusted path vouches for the authenticator. */
    ATTESTATION_NOT_TRUSTED(false),
    /** The authenticator's model is reported broken by its metadata. */
    AUTHENTICATOR_COMPROMISED(false),
    /** The operator does not take this model, or not one that is not attested. */
    AUTHENTICATOR_NOT_ALLOWED(false),
    /** id, rawId and the credential id of the authenticator data do not all agree. */
    CREDENTIAL_ID_MISMATCH(false),
    CREDENTIAL_ID_TOO_LONG(false),
    /** No credential record has this id. */
    CREDENTIAL_UNKNOWN(false),
    /** The user handle is absent or names nobody. */
    USER_HANDLE_INVALID(false),
    /** The credential belongs to somebody else than the user handle says. */
    OWNER_MISMATCH(false),
    SIGNATURE_INVALID(false),
    /** The counter did not rise and the policy is to refuse. */
    COUNTER_NOT_RISING(false),
    /** The user vanished between verification and sign-in. */
    USER_UNKNOWN(false);

    private final boolean unreadable;

    Refusal(boolean unreadable) {
        this.unreadable = unreadable;
    }

    @Override
    public int status() {
        return 400;
    }

    @Override
    public String code() {
        return "webauthn_verification_failed";
    }

    @Override
    public String message() {
        return unreadable ? "Invalid credential response" : "Credential verification failed";
    }

    /** The refusal as it is thrown. */
    public ApiProblem problem() {
        return ApiProblem.of(this);
    }

    /** The refusal with the failure that led to it, for the log. */
    public ApiProblem causedBy(Throwable cause) {
        return problem().causedBy(cause);
    }
}
