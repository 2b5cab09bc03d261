package dev.postern.credential.relyingparty;

import java.util.List;
import java.util.Set;

/**
 * What a ceremony was started with and must be answered by.
 *
 * @param rpId the RP ID
 * @param origins where the ceremony may have taken place
 * @param topOrigins pages that may frame one of the origins; empty: no framing by another origin
 * @param challenge the issued challenge, as the client data must repeat it: base64url, unpadded
 * @param userVerificationRequired whether the UV flag must be set
 * @param algorithms COSE identifiers offered as {@code pubKeyCredParams}, for a registration
 */
public record Expectation(
        String rpId,
        List<String> origins,
        Set<String> topOrigins,
        String challenge,
        boolean userVerificationRequired,
        List<Long> algorithms) {

    /**
     * The algorithms that registration options offer, in their order: ES256, ES384, ES512, RS256,
     * RS384, RS512, PS256, PS384, PS512, EdDSA.
     */
    public static final List<Long> OFFERED_ALGORITHMS =
            List.of(-7L, -35L, -36L, -257L, -258L, -259L, -37L, -38L, -39L, -8L);

    public Expectation {
        origins = List.copyOf(origins);
        topOrigins = Set.copyOf(topOrigins);
        algorithms = List.copyOf(algorithms);
    }
}
