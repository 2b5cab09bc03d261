package dev.postern.credential.relyingparty;

import java.util.List;
import java.util.UUID;

/**
 * What a verified registration says of the new credential (WebAuthn Level 3 §7.1 step 27).
 *
 * @param credentialId at most 1023 bytes
 * @param publicKey a COSE_Key
 * @param attestationFormat e.g. {@code none}
 * @param aaguid the authenticator's model; all zero when it does not tell
 * @param attested whether a path that the operator trusts vouches for the AAGUID
 * @param signCount the signature counter
 * @param transports as the client named them
 * @param userVerified the UV flag
 * @param backupEligible the BE flag
 * @param backedUp the BS flag
 */
public record VerifiedRegistration(
        byte[] credentialId,
        byte[] publicKey,
        String attestationFormat,
        UUID aaguid,
        boolean attested,
        long signCount,
        List<String> transports,
        boolean userVerified,
        boolean backupEligible,
        boolean backedUp) {}
