package dev.postern.credential.relyingparty;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;

/**
 * Judges a credential public key by itself: the JDK makes a key of any point and any modulus, and
 * with attestation format {@code none} nothing else looks at it before the first sign-in.
 */
final class PublicKeys {

    private static final int SMALLEST_MODULUS = 2048;
    private static final int LARGEST_MODULUS = 8192;
    private static final int LONGEST_EXPONENT = 33;

    private PublicKeys() {}

    /**
     * @param algorithm the COSE identifier the key came with
     * @throws dev.postern.problem.ApiProblem {@link Refusal#PUBLIC_KEY_INVALID}
     */
    static void mustBeSound(PublicKey key, long algorithm) {
        boolean sound =
                switch ((int) algorithm) {
                    case -7, -9 -> isOnCurve(key, 256);
                    case -35, -51 -> isOnCurve(key, 384);
                    case -36, -52 -> isOnCurve(key, 521);
                    case -257, -258, -259, -37, -38, -39 -> isBoundedRsa(key);
                    case -8, -19 -> isEdwards(key, "Ed25519");
                    case -53 -> isEdwards(key, "Ed448");
                    default -> false;
                };
        if (!sound) {
            throw Refusal.PUBLIC_KEY_INVALID.problem();
        }
    }

    /** y² = x³ + ax + b over the prime field, both coordinates in it. */
    private static boolean isOnCurve(PublicKey key, int bits) {
        if (!(key instanceof ECPublicKey ec)) {
            return false;
        }
        EllipticCurve curve = ec.getParams().getCurve();
        ECPoint point = ec.getW();
        if (curve.getField().getFieldSize() != bits
                || point.equals(ECPoint.POINT_INFINITY)
                || !(curve.getField() instanceof ECFieldFp field)) {
            return false;
        }
        BigInteger p = field.getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        if (x.signum() < 0 || y.signum() < 0 || x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
            return false;
        }
        BigInteger right = x.pow(2).add(curve.getA()).multiply(x).add(curve.getB()).mod(p);
        return y.pow(2).mod(p).equals(right);
    }

    /** Bounded above, too: verifying with a giant key would be a way to burn processor time. */
    private static boolean isBoundedRsa(PublicKey key) {
        if (!(key instanceof RSAPublicKey rsa)) {
            return false;
        }
        int bits = rsa.getModulus().bitLength();
        BigInteger exponent = rsa.getPublicExponent();
        return bits >= SMALLEST_MODULUS
                && bits <= LARGEST_MODULUS
                && exponent.testBit(0)
                && exponent.compareTo(BigInteger.TWO) > 0
                && exponent.bitLength() <= LONGEST_EXPONENT;
    }

    private static boolean isEdwards(PublicKey key, String curve) {
        return key instanceof EdECPublicKey edwards && edwards.getParams().getName().equals(curve);
    }
}
