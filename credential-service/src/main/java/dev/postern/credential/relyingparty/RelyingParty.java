package dev.postern.credential.relyingparty;

import dev.postern.credential.record.CredentialRecord;

/**
 * Verifies ceremonies. Both verbs are pure computations: no I/O, nothing kept.
 *
 * <p>A caller MUST have consumed the challenge before, MUST look up the credential record by the
 * response's id and compare its owner with the user handle, and MUST store what a verb returns. An
 * implementation MUST fail with a {@link Refusal} as the type of its problem, whatever the bytes
 * are, and MUST NOT judge the signature counter: only the database can compare it exactly.
 */
public interface RelyingParty {

    /** Registering a New Credential, WebAuthn Level 3 §7.1. */
    VerifiedRegistration verifyRegistration(RegistrationResponse response, Expectation expected);

    /** Verifying an Authentication Assertion, WebAuthn Level 3 §7.2. */
    VerifiedAuthentication verifyAuthentication(
            AuthenticationResponse response, CredentialRecord record, Expectation expected);
}
