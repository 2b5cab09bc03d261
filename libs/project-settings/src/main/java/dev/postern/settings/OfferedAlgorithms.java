package dev.postern.settings;

import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The COSE algorithms that registration options offer and verification accepts: the same list on
 * both sides, for no authenticator may choose another (WebAuthn Level 3 §7.1 step 20).
 */
public final class OfferedAlgorithms {

    /**
     * ES256, ES384, ES512, RS256, RS384, RS512, PS256, PS384, PS512, EdDSA: what clients of the
     * Supabase dialect know, most wanted first.
     */
    public static final List<Long> STANDARD =
            List.of(-7L, -35L, -36L, -257L, -258L, -259L, -37L, -38L, -39L, -8L);

    /** ESP256, ESP384, ESP512, Ed25519, Ed448. */
    private static final Set<Long> FULLY_SPECIFIED = Set.of(-9L, -51L, -52L, -19L, -53L);

    private static final Map<Long, String> ML_DSA =
            Map.of(-48L, "ML-DSA-44", -49L, "ML-DSA-65", -50L, "ML-DSA-87");

    private OfferedAlgorithms() {}

    /**
     * The standard ones, then what the settings add as far as it is known; the ML-DSA family only
     * on a JDK that has it (24 and later).
     */
    public static List<Long> of(ProjectSettings.Passkeys passkeys) {
        return Stream.concat(
                        STANDARD.stream(),
                        passkeys.moreAlgorithms().stream().filter(OfferedAlgorithms::isUsable))
                .distinct()
                .toList();
    }

    private static boolean isUsable(long identifier) {
        return FULLY_SPECIFIED.contains(identifier)
                || (ML_DSA.containsKey(identifier) && isInJdk(ML_DSA.get(identifier)));
    }

    private static boolean isInJdk(String signature) {
        try {
            return Signature.getInstance(signature, "SUN") != null;
        } catch (NoSuchAlgorithmException | NoSuchProviderException older) {
            return false;
        }
    }
}
