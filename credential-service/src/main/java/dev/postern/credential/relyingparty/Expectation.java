package dev.postern.credential.relyingparty;

import dev.postern.credential.attestation.Conveyance;
import java.util.List;
import java.util.Set;

/**
 * What a ceremony was started with and must be answered by.
 *
 * @param rpId the RP ID
 * @param origins where the ceremony may have taken place
 * @param topOrigins pages that may frame one of the origins; empty: no framing by another origin
 * @param challenge the issued challenge, as the client data must repeat it: base64url, unpadded
 * @param userPresenceRequired whether the UP flag must be set; not for a registration that the
 *     client made without asking (conditional create)
 * @param userVerificationRequired whether the UV flag must be set
 * @param algorithms COSE identifiers offered as {@code pubKeyCredParams}, for a registration
 * @param attestation how much attestation was asked for, for a registration
 */
public record Expectation(
        String rpId,
        List<String> origins,
        Set<String> topOrigins,
        String challenge,
        boolean userPresenceRequired,
        boolean userVerificationRequired,
        List<Long> algorithms,
        Conveyance attestation) {

    public Expectation {
        origins = List.copyOf(origins);
        topOrigins = Set.copyOf(topOrigins);
        algorithms = List.copyOf(algorithms);
    }
}
