package dev.postern.session.signingkey;

import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;

/**
 * An opened signing key.
 *
 * @param kid its id, in the header of every token it signs
 * @param state {@code next}, {@code current} or {@code previous}
 */
public record SigningKey(String kid, String state, ECPublicKey publicKey, PrivateKey privateKey) {

    boolean isCurrent() {
        return state.equals(SigningKeyEntity.CURRENT);
    }
}
