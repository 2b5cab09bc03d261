package dev.postern.qr.phone;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Cryptography v1 of the hand-off: ECDH on P-256, HKDF-SHA256 (RFC 5869), AES-256-GCM, bound to the
 * hand-off, both keys, the page's origin and the application.
 */
public final class HandoffCrypto {

    private static final int COORDINATE = 32;
    private static final int POINT = 1 + 2 * COORDINATE;
    private static final int SALT = 32;
    private static final int IV = 12;
    private static final int TAG_BITS = 128;
    private static final String LABEL = "qr-bridge/1";
    private static final SecureRandom RANDOM = new SecureRandom();

    private HandoffCrypto() {}

    /**
     * To whom and about what a payload is sealed.
     *
     * @param sessionId the hand-off
     * @param browserKey the page's key, 65 bytes
     * @param origin the page's {@code location.origin}
     * @param appId the application
     */
    public record Recipient(String sessionId, byte[] browserKey, String origin, String appId) {}

    /**
     * A sealed payload; every member base64url without padding.
     *
     * @param epk the phone's key for this one message, 65 bytes
     * @param salt 32 bytes
     * @param iv 12 bytes
     * @param ct ciphertext and tag
     */
    public record Sealed(String epk, String salt, String iv, String ct) {}

    /** The commitment to a page's key: base64url of its SHA-256. */
    public static String keyHash(byte[] browserKey) {
        return text(sha256(browserKey));
    }

    /** Whether a key is the one that a code commits to; takes the same time whatever differs. */
    public static boolean isCommittedTo(byte[] browserKey, String keyHash) {
        return MessageDigest.isEqual(
                keyHash(browserKey).getBytes(StandardCharsets.US_ASCII),
                keyHash.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Seals a payload under a new key.
     *
     * @throws HandoffException {@code invalid_key} when the page's key is not a point of P-256
     */
    public static Sealed seal(byte[] payload, Recipient recipient) {
        byte[] salt = new byte[SALT];
        byte[] iv = new byte[IV];
        RANDOM.nextBytes(salt);
        RANDOM.nextBytes(iv);
        return seal(payload, recipient, newKeyPair(), salt, iv);
    }

    static Sealed seal(byte[] payload, Recipient recipient, KeyPair own, byte[] salt, byte[] iv) {
        ECPublicKey theirs = publicKey(recipient.browserKey());
        byte[] epk = encode((ECPublicKey) own.getPublic());
        byte[] key = null;
        try {
            key = hkdf(agree(own, theirs), salt, info(recipient, epk));
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(TAG_BITS, iv));
            cipher.updateAAD(associatedData(recipient));
            return new Sealed(text(epk), text(salt), text(iv), text(cipher.doFinal(payload)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this device lacks AES-GCM", impossible);
        } finally {
            wipe(key);
        }
    }

    static byte[] info(Recipient recipient, byte[] epk) {
        byte[] label = LABEL.getBytes(StandardCharsets.US_ASCII);
        byte[] sessionId = recipient.sessionId().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(label.length + sessionId.length + 2 + 64)
                .put(label)
                .put((byte) 0)
                .put(sessionId)
                .put((byte) 0)
                .put(sha256(recipient.browserKey()))
                .put(sha256(epk))
                .array();
    }

    static byte[] associatedData(Recipient recipient) {
        return ("[1,\""
                        + recipient.sessionId()
                        + "\",\""
                        + recipient.origin()
                        + "\",\""
                        + recipient.appId()
                        + "\"]")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] agree(KeyPair own, ECPublicKey theirs) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(own.getPrivate());
        agreement.doPhase(theirs, true);
        return agreement.generateSecret();
    }

    /** One block of HKDF, which is all that 32 bytes need; forgets the secret. */
    static byte[] hkdf(byte[] secret, byte[] salt, byte[] info) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(salt, "HmacSHA256"));
        byte[] pseudoRandomKey = mac.doFinal(secret);
        wipe(secret);
        mac.init(new SecretKeySpec(pseudoRandomKey, "HmacSHA256"));
        wipe(pseudoRandomKey);
        mac.update(info);
        return mac.doFinal(new byte[] {1});
    }

    static KeyPair newKeyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this device lacks P-256", impossible);
        }
    }

    static ECParameterSpec curve() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this device lacks P-256", impossible);
        }
    }

    /** The key of an uncompressed point, once it is known to lie on the curve. */
    static ECPublicKey publicKey(byte[] point) {
        if (point.length != POINT || point[0] != 4) {
            throw invalidKey();
        }
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + COORDINATE));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 1 + COORDINATE, POINT));
        ECParameterSpec curve = curve();
        if (!isOnCurve(x, y, curve)) {
            throw invalidKey();
        }
        try {
            return (ECPublicKey)
                    KeyFactory.getInstance("EC")
                            .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve));
        } catch (GeneralSecurityException refused) {
            throw new HandoffException(
                    HandoffException.INVALID_KEY, "The page's key is malformed", 0, refused);
        }
    }

    private static boolean isOnCurve(BigInteger x, BigInteger y, ECParameterSpec curve) {
        BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
            return false;
        }
        BigInteger right =
                x.pow(3).add(curve.getCurve().getA().multiply(x)).add(curve.getCurve().getB());
        return y.pow(2).mod(p).equals(right.mod(p));
    }

    static byte[] encode(ECPublicKey key) {
        byte[] point = new byte[POINT];
        point[0] = 4;
        put(key.getW().getAffineX(), point, 1);
        put(key.getW().getAffineY(), point, 1 + COORDINATE);
        return point;
    }

    private static void put(BigInteger coordinate, byte[] point, int offset) {
        byte[] bytes = coordinate.toByteArray();
        int from = Math.max(0, bytes.length - COORDINATE);
        int length = bytes.length - from;
        System.arraycopy(bytes, from, point, offset + COORDINATE - length, length);
    }

    private static HandoffException invalidKey() {
        return new HandoffException(HandoffException.INVALID_KEY, "The page's key is malformed");
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this device lacks SHA-256", impossible);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void wipe(byte[] secret) {
        if (secret != null) {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
