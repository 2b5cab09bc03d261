package dev.postern.credential.record;

import java.util.UUID;

/**
 * What a ceremony needs of a credential record (WebAuthn Level 3 §4).
 *
 * @param id the record's own id
 * @param userId who it belongs to
 * @param credentialId what the authenticator calls it
 * @param publicKey a COSE_Key
 * @param signCount the highest counter seen
 * @param backupEligible the BE flag at registration
 */
public record CredentialRecord(
        UUID id,
        UUID userId,
        byte[] credentialId,
        byte[] publicKey,
        long signCount,
        boolean backupEligible) {}
