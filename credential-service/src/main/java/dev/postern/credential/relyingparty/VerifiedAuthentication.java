package dev.postern.credential.relyingparty;

/**
 * What a verified assertion changes in the credential record (WebAuthn Level 3 §7.2 step 26).
 *
 * @param signCount the signature counter, not yet compared with the stored one
 * @param userVerified the UV flag
 * @param backedUp the BS flag
 */
public record VerifiedAuthentication(long signCount, boolean userVerified, boolean backedUp) {}
