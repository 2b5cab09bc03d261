package dev.postern.credential.authenticator;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/** The signature algorithms of the IANA COSE registry that are verified here. */
public enum CoseAlgorithm {
    ES256(-7, "SHA256withECDSA", "SHA-256", KeyShape.P256),
    ESP256(-9, "SHA256withECDSA", "SHA-256", KeyShape.P256),
    ES384(-35, "SHA384withECDSA", "SHA-384", KeyShape.P384),
    ESP384(-51, "SHA384withECDSA", "SHA-384", KeyShape.P384),
    ES512(-36, "SHA512withECDSA", "SHA-512", KeyShape.P521),
    ESP512(-52, "SHA512withECDSA", "SHA-512", KeyShape.P521),
    RS256(-257, "SHA256withRSA", "SHA-256", KeyShape.RSA),
    RS384(-258, "SHA384withRSA", "SHA-384", KeyShape.RSA),
    RS512(-259, "SHA512withRSA", "SHA-512", KeyShape.RSA),
    PS256(-37, "RSASSA-PSS", "SHA-256", KeyShape.RSA),
    PS384(-38, "RSASSA-PSS", "SHA-384", KeyShape.RSA),
    PS512(-39, "RSASSA-PSS", "SHA-512", KeyShape.RSA),
    EDDSA(-8, "Ed25519", "SHA-512", KeyShape.ED25519),
    ED25519(-19, "Ed25519", "SHA-512", KeyShape.ED25519),
    ED448(-53, "Ed448", "SHAKE256", KeyShape.ED448),
    ML_DSA_44(-48, "ML-DSA-44", "SHAKE256", KeyShape.ML_DSA_44),
    ML_DSA_65(-49, "ML-DSA-65", "SHAKE256", KeyShape.ML_DSA_65),
    ML_DSA_87(-50, "ML-DSA-87", "SHAKE256", KeyShape.ML_DSA_87),
    /** SHA-1: for the statement of an old TPM alone, never for a credential. */
    RS1(-65535, "SHA1withRSA", "SHA-1", KeyShape.RSA);

    /** What kind of key an algorithm goes with. */
    enum KeyShape {
        P256,
        P384,
        P521,
        RSA,
        ED25519,
        ED448,
        ML_DSA_44,
        ML_DSA_65,
        ML_DSA_87
    }

    static final String ML_DSA = "ML-DSA";
    static final String JDK = "SUN";

    private static final String MGF1 = "MGF1";
    private static final int TRAILER = 1;

    private final long identifier;
    private final String signature;
    private final String digest;
    private final KeyShape shape;
    private final boolean available;

    CoseAlgorithm(long identifier, String signature, String digest, KeyShape shape) {
        this.identifier = identifier;
        this.signature = signature;
        this.digest = digest;
        this.shape = shape;
        this.available = isAvailable(signature);
    }

    private static boolean isAvailable(String signature) {
        try {
            return signer(signature) != null;
        } catch (GeneralSecurityException older) {
            return false;
        }
    }

    /** ML-DSA is the JDK's own: a key of one provider is no key to another. */
    private static Signature signer(String name) throws GeneralSecurityException {
        return name.startsWith(ML_DSA)
                ? Signature.getInstance(name, JDK)
                : Signature.getInstance(name);
    }

    /** The algorithm with this identifier, if this JDK can verify it. */
    public static Optional<CoseAlgorithm> of(long identifier) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.identifier == identifier && algorithm.available)
                .findFirst();
    }

    /** The COSE algorithm identifier. */
    public long identifier() {
        return identifier;
    }

    /** Whether this JDK can verify it; the ML-DSA family came with version 24. */
    public boolean isAvailable() {
        return available;
    }

    /** The hash that goes with it, as the JDK calls it. */
    public String digest() {
        return digest;
    }

    KeyShape shape() {
        return shape;
    }

    /** Whether a signature is good; one that cannot be read is not. */
    public boolean verifies(PublicKey key, byte[] message, byte[] value) {
        try {
            Signature verifier = signer(signature);
            if (signature.equals("RSASSA-PSS")) {
                verifier.setParameter(pss());
            }
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(value);
        } catch (GeneralSecurityException unreadable) {
            return false;
        }
    }

    private PSSParameterSpec pss() {
        int salt =
                switch (this) {
                    case PS384 -> 48;
                    case PS512 -> 64;
                    default -> 32;
                };
        return new PSSParameterSpec(digest, MGF1, new MGF1ParameterSpec(digest), salt, TRAILER);
    }
}
