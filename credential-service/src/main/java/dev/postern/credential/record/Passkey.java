package dev.postern.credential.record;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A credential record as its owner knows it.
 *
 * @param id the record's own id
 * @param friendlyName what the owner calls it; may be empty
 * @param createdAt when it was registered
 * @param lastUsedAt when it last signed somebody in; null when never
 * @param aaguid the authenticator's model, as it claims; null for an imported one
 * @param transports how the authenticator is reached
 * @param backupEligible whether it may be on more than one device
 * @param backedUp whether it is, as of its last use
 * @param cloneSuspected whether its counter once did not rise
 */
public record Passkey(
        UUID id,
        String friendlyName,
        Instant createdAt,
        Instant lastUsedAt,
        UUID aaguid,
        List<String> transports,
        boolean backupEligible,
        boolean backedUp,
        boolean cloneSuspected) {

    public Passkey {
        transports = List.copyOf(transports);
    }
}
