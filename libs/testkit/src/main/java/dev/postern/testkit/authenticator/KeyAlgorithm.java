package dev.postern.testkit.authenticator;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The COSE algorithms the software authenticator can make keys for. */
public enum KeyAlgorithm {
    ES256(-7, "EC", new ECGenParameterSpec("secp256r1"), "SHA256withECDSA"),
    ES384(-35, "EC", new ECGenParameterSpec("secp384r1"), "SHA384withECDSA"),
    ES512(-36, "EC", new ECGenParameterSpec("secp521r1"), "SHA512withECDSA"),
    RS256(-257, "RSA", rsa(), "SHA256withRSA"),
    RS384(-258, "RSA", rsa(), "SHA384withRSA"),
    RS512(-259, "RSA", rsa(), "SHA512withRSA"),
    PS256(-37, "RSA", rsa(), "RSASSA-PSS"),
    PS384(-38, "RSA", rsa(), "RSASSA-PSS"),
    PS512(-39, "RSA", rsa(), "RSASSA-PSS"),
    EDDSA(-8, "EdDSA", NamedParameterSpec.ED25519, "Ed25519"),
    ED448(-53, "EdDSA", NamedParameterSpec.ED448, "Ed448"),
    /** The ML-DSA family: on a JDK that has it (24 and later). */
    ML_DSA_44(-48, "ML-DSA-44", null, "ML-DSA-44"),
    ML_DSA_65(-49, "ML-DSA-65", null, "ML-DSA-65"),
    ML_DSA_87(-50, "ML-DSA-87", null, "ML-DSA-87");

    private static final int EDWARDS_SPKI_PREFIX = 12;
    private static final int ML_DSA_SPKI_PREFIX = 22;
    private static final String JDK = "SUN";

    private final long identifier;
    private final String keyType;
    private final AlgorithmParameterSpec parameters;
    private final String signature;

    KeyAlgorithm(
            long identifier, String keyType, AlgorithmParameterSpec parameters, String signature) {
        this.identifier = identifier;
        this.keyType = keyType;
        this.parameters = parameters;
        this.signature = signature;
    }

    /** The COSE algorithm identifier. */
    public long identifier() {
        return identifier;
    }

    /** A new key pair. */
    public KeyPair generate() {
        try {
            KeyPairGenerator generator = generator();
            if (parameters != null) {
                generator.initialize(parameters);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK makes no keys for " + this, missing);
        }
    }

    /** Signs a message with a key of this algorithm. */
    public byte[] sign(PrivateKey key, byte[] message) {
        try {
            Signature signer =
                    parameters == null
                            ? Signature.getInstance(signature, JDK)
                            : Signature.getInstance(signature);
            if (signature.equals("RSASSA-PSS")) {
                signer.setParameter(pss());
            }
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("signing with " + this + " failed", failure);
        }
    }

    /** Whether this JDK can make and use keys of the algorithm. */
    public boolean isAvailable() {
        try {
            return generator() != null;
        } catch (GeneralSecurityException older) {
            return false;
        }
    }

    private KeyPairGenerator generator() throws GeneralSecurityException {
        return parameters == null
                ? KeyPairGenerator.getInstance(keyType, JDK)
                : KeyPairGenerator.getInstance(keyType);
    }

    private PSSParameterSpec pss() {
        int bits = this == PS256 ? 256 : this == PS384 ? 384 : 512;
        String hash = "SHA-" + bits;
        return new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), bits / 8, 1);
    }

    /** The members of the COSE_Key (RFC 9052 §7, RFC 9053 §7, RFC 8230 §4). */
    Map<Long, Object> coseKey(PublicKey key) {
        Map<Long, Object> cose = new LinkedHashMap<>();
        switch (keyType) {
            case "EC" -> {
                ECPublicKey ec = (ECPublicKey) key;
                int size = (ec.getParams().getCurve().getField().getFieldSize() + 7) / 8;
                cose.put(1L, 2L);
                cose.put(3L, identifier);
                cose.put(-1L, this == ES256 ? 1L : this == ES384 ? 2L : 3L);
                cose.put(-2L, fixed(ec.getW().getAffineX(), size));
                cose.put(-3L, fixed(ec.getW().getAffineY(), size));
            }
            case "RSA" -> {
                RSAPublicKey rsa = (RSAPublicKey) key;
                cose.put(1L, 3L);
                cose.put(3L, identifier);
                cose.put(-1L, unsigned(rsa.getModulus()));
                cose.put(-2L, unsigned(rsa.getPublicExponent()));
            }
            case "ML-DSA-44", "ML-DSA-65", "ML-DSA-87" -> {
                byte[] spki = key.getEncoded();
                cose.put(1L, 7L);
                cose.put(3L, identifier);
                cose.put(-1L, Arrays.copyOfRange(spki, ML_DSA_SPKI_PREFIX, spki.length));
            }
            default -> {
                byte[] spki = key.getEncoded();
                cose.put(1L, 1L);
                cose.put(3L, identifier);
                cose.put(-1L, this == ED448 ? 7L : 6L);
                cose.put(-2L, Arrays.copyOfRange(spki, EDWARDS_SPKI_PREFIX, spki.length));
            }
        }
        return cose;
    }

    private static AlgorithmParameterSpec rsa() {
        return new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4);
    }

    private static byte[] fixed(BigInteger value, int size) {
        byte[] bytes = unsigned(value);
        byte[] padded = new byte[size];
        System.arraycopy(bytes, 0, padded, size - bytes.length, bytes.length);
        return padded;
    }

    private static byte[] unsigned(BigInteger value) {
        byte[] bytes = value.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
}
