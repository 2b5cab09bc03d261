package dev.postern.session.signingkey;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals private keys for the database: AES-256-GCM, bound to the id of the key. */
@ApplicationScoped
class KeySeal {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /**
     * What was sealed.
     *
     * @param outdated whether it was sealed with the previous master key
     */
    record Opened(byte[] secret, boolean outdated) {}

    /** The one that seals, then one that still opens. */
    private final List<byte[]> keys;

    private final SecureRandom random = new SecureRandom();

    KeySeal(MasterKey masterKey) {
        this.keys = masterKey.deriveAll("postern signing key seal");
    }

    byte[] seal(String kid, byte[] secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, keys.get(0), kid, nonce).doFinal(secret);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has AES-GCM", impossible);
        }
    }

    Opened open(String kid, byte[] sealed) {
        for (int i = 0; i < keys.size(); i++) {
            Optional<byte[]> secret = open(keys.get(i), kid, sealed);
            if (secret.isPresent()) {
                return new Opened(secret.get(), i > 0);
            }
        }
        throw new IllegalStateException(
                "POSTERN_MASTER_KEY does not open the signing keys in the database; start with the"
                        + " key they were sealed with, or give that one as"
                        + " POSTERN_MASTER_KEY_PREVIOUS.");
    }

    private static Optional<byte[]> open(byte[] key, String kid, byte[] sealed) {
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(sealed).get(nonce);
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, key, kid, nonce).doFinal(rest));
        } catch (AEADBadTagException otherKey) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has AES-GCM", impossible);
        }
    }

    private static Cipher cipher(int mode, byte[] key, String kid, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(kid.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
