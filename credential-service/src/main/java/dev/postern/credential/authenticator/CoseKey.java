package dev.postern.credential.authenticator;

import dev.postern.credential.authenticator.CoseAlgorithm.KeyShape;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Map;

/**
 * A credential public key (RFC 9052 §7, RFC 9053 §7, RFC 8230 §4, RFC 9964) whose form, curve and
 * size fit its algorithm: the JDK makes a key of any point and any modulus, and with attestation
 * format {@code none} nothing else looks at it before the first sign-in.
 */
public record CoseKey(CoseAlgorithm algorithm, PublicKey publicKey) {

    private static final long KTY = 1;
    private static final long ALG = 3;
    private static final long CURVE = -1;
    private static final long X = -2;
    private static final long Y = -3;
    private static final long MODULUS = -1;
    private static final long EXPONENT = -2;
    private static final long ML_DSA_KEY = -1;

    private static final int SMALLEST_MODULUS = 2048;
    private static final int LARGEST_MODULUS = 8192;
    private static final int LONGEST_EXPONENT = 33;

    /**
     * @throws MalformedDataException when it is none, or of an algorithm not verified here
     */
    public static CoseKey parse(byte[] bytes) {
        return of(CborReader.map(bytes));
    }

    /** The key of these members. */
    public static CoseKey of(Map<Object, Object> members) {
        CoseAlgorithm algorithm =
                CoseAlgorithm.of(algorithmOf(members))
                        .filter(known -> known != CoseAlgorithm.RS1)
                        .orElseThrow(() -> new MalformedDataException("unknown COSE algorithm"));
        try {
            return new CoseKey(algorithm, publicKey(algorithm.shape(), members));
        } catch (GeneralSecurityException unsound) {
            throw new MalformedDataException("the JDK refuses the key", unsound);
        }
    }

    /** The algorithm a key claims. */
    public static long algorithmOf(Map<Object, Object> members) {
        return integer(members, ALG);
    }

    /** Whether a signature of this key is good. */
    public boolean verifies(byte[] message, byte[] signature) {
        return algorithm.verifies(publicKey, message, signature);
    }

    private static PublicKey publicKey(KeyShape shape, Map<Object, Object> key)
            throws GeneralSecurityException {
        return switch (shape) {
            case P256 -> ellipticCurve(key, 1, "secp256r1", 32);
            case P384 -> ellipticCurve(key, 2, "secp384r1", 48);
            case P521 -> ellipticCurve(key, 3, "secp521r1", 66);
            case RSA -> rsa(key);
            case ED25519 -> edwards(key, 6, "Ed25519", "302a300506032b6570032100", 32);
            case ED448 -> edwards(key, 7, "Ed448", "3043300506032b6571033a00", 57);
            case ML_DSA_44 -> mlDsa(key, "30820532300b06096086480165030403110382052100", 1312);
            case ML_DSA_65 -> mlDsa(key, "308207b2300b0609608648016503040312038207a100", 1952);
            case ML_DSA_87 -> mlDsa(key, "30820a32300b060960864801650304031303820a2100", 2592);
        };
    }

    private static PublicKey ellipticCurve(Map<Object, Object> key, long id, String name, int size)
            throws GeneralSecurityException {
        demand(integer(key, KTY) == 2 && integer(key, CURVE) == id, "not a key of the curve");
        BigInteger x = new BigInteger(1, bytes(key, X, size));
        BigInteger y = new BigInteger(1, bytes(key, Y, size));
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(name));
        ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
        demand(isOnCurve(curve, x, y), "the point is not on the curve");
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve));
    }

    /** y² = x³ + ax + b over the prime field, both coordinates in it. */
    private static boolean isOnCurve(ECParameterSpec spec, BigInteger x, BigInteger y) {
        var curve = spec.getCurve();
        BigInteger p = ((ECFieldFp) curve.getField()).getP();
        BigInteger right = x.pow(2).add(curve.getA()).multiply(x).add(curve.getB()).mod(p);
        return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.pow(2).mod(p).equals(right);
    }

    /** Bounded above, too: verifying with a giant key would be a way to burn processor time. */
    private static PublicKey rsa(Map<Object, Object> key) throws GeneralSecurityException {
        demand(integer(key, KTY) == 3, "not an RSA key");
        BigInteger modulus = new BigInteger(1, bytes(key, MODULUS));
        BigInteger exponent = new BigInteger(1, bytes(key, EXPONENT));
        demand(
                modulus.bitLength() >= SMALLEST_MODULUS
                        && modulus.bitLength() <= LARGEST_MODULUS
                        && exponent.testBit(0)
                        && exponent.compareTo(BigInteger.TWO) > 0
                        && exponent.bitLength() <= LONGEST_EXPONENT,
                "modulus or exponent out of bounds");
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    private static PublicKey edwards(
            Map<Object, Object> key, long id, String curve, String prefix, int size)
            throws GeneralSecurityException {
        demand(integer(key, KTY) == 1 && integer(key, CURVE) == id, "not a key of the curve");
        return KeyFactory.getInstance(curve).generatePublic(info(prefix, bytes(key, X, size)));
    }

    private static PublicKey mlDsa(Map<Object, Object> key, String prefix, int size)
            throws GeneralSecurityException {
        demand(integer(key, KTY) == 7, "not an AKP key");
        return KeyFactory.getInstance(CoseAlgorithm.ML_DSA, CoseAlgorithm.JDK)
                .generatePublic(info(prefix, bytes(key, ML_DSA_KEY, size)));
    }

    /** A SubjectPublicKeyInfo made of its fixed beginning and the key itself. */
    private static X509EncodedKeySpec info(String prefix, byte[] key) {
        byte[] head = HexFormat.of().parseHex(prefix);
        byte[] info = new byte[head.length + key.length];
        System.arraycopy(head, 0, info, 0, head.length);
        System.arraycopy(key, 0, info, head.length, key.length);
        return new X509EncodedKeySpec(info);
    }

    private static byte[] bytes(Map<Object, Object> key, long member, int size) {
        byte[] bytes = bytes(key, member);
        demand(bytes.length == size, "a coordinate of the wrong length");
        return bytes;
    }

    private static byte[] bytes(Map<Object, Object> key, long member) {
        if (key.get(member) instanceof byte[] bytes) {
            return bytes;
        }
        throw new MalformedDataException("a member of the key is no byte string");
    }

    private static long integer(Map<Object, Object> key, long member) {
        if (key.get(member) instanceof Long value) {
            return value;
        }
        throw new MalformedDataException("a member of the key is no integer");
    }

    private static void demand(boolean condition, String otherwise) {
        if (!condition) {
            throw new MalformedDataException(otherwise);
        }
    }
}
