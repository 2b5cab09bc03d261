package dev.postern.qr.handoff;

import dev.postern.problem.ApiProblem;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A public key of P-256. The bridge never computes with one; it only refuses what is none (on the
 * curve, not infinity), so that no page and no phone is handed a trap.
 */
public final class P256Point {

    private static final int COORDINATE = 32;
    private static final int UNCOMPRESSED = 1 + 2 * COORDINATE;
    private static final byte[] SPKI_HEADER =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");
    private static final ECParameterSpec CURVE = curve();
    private static final BigInteger P =
            ((java.security.spec.ECFieldFp) CURVE.getCurve().getField()).getP();

    private final byte[] uncompressed;

    private P256Point(byte[] uncompressed) {
        this.uncompressed = uncompressed;
    }

    /** A key of 65 bytes in base64url. */
    public static P256Point ofBase64Url(String text) {
        byte[] bytes = decode(Base64.getUrlDecoder(), text);
        if (bytes.length != UNCOMPRESSED) {
            throw ApiProblem.of(QrProblem.INVALID_KEY);
        }
        return checked(bytes);
    }

    /** A key in any of the forms Keyri's clients send: SPKI, 65 or 64 bytes, standard Base64. */
    public static P256Point ofAnyBase64(String text) {
        byte[] bytes = decode(Base64.getDecoder(), text);
        if (bytes.length == SPKI_HEADER.length + UNCOMPRESSED) {
            if (!Arrays.equals(Arrays.copyOf(bytes, SPKI_HEADER.length), SPKI_HEADER)) {
                throw ApiProblem.of(QrProblem.INVALID_KEY);
            }
            return checked(Arrays.copyOfRange(bytes, SPKI_HEADER.length, bytes.length));
        }
        if (bytes.length == UNCOMPRESSED - 1) {
            byte[] point = new byte[UNCOMPRESSED];
            point[0] = 4;
            System.arraycopy(bytes, 0, point, 1, bytes.length);
            return checked(point);
        }
        return checked(bytes);
    }

    /** The 65 bytes as base64url. */
    public String base64Url() {
        return Tokens.text(uncompressed);
    }

    /** The 64 bytes that Keyri's clients know, as standard Base64. */
    public String keyriBase64() {
        return Base64.getEncoder()
                .encodeToString(Arrays.copyOfRange(uncompressed, 1, UNCOMPRESSED));
    }

    /** The commitment to this key. */
    public String hash() {
        return Tokens.text(Tokens.sha256(uncompressed));
    }

    /** The key as the JDK knows it. */
    public ECPublicKey toPublicKey() {
        try {
            ECPoint point = new ECPoint(coordinate(uncompressed, 1), coordinate(uncompressed, 33));
            return (ECPublicKey)
                    KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, CURVE));
        } catch (GeneralSecurityException refused) {
            throw ApiProblem.of(QrProblem.INVALID_KEY).causedBy(refused);
        }
    }

    private static P256Point checked(byte[] bytes) {
        if (bytes.length != UNCOMPRESSED || bytes[0] != 4) {
            throw ApiProblem.of(QrProblem.INVALID_KEY);
        }
        BigInteger x = coordinate(bytes, 1);
        BigInteger y = coordinate(bytes, 33);
        BigInteger right =
                x.pow(3).add(CURVE.getCurve().getA().multiply(x)).add(CURVE.getCurve().getB());
        boolean onCurve =
                x.compareTo(P) < 0 && y.compareTo(P) < 0 && y.pow(2).mod(P).equals(right.mod(P));
        if (!onCurve) {
            throw ApiProblem.of(QrProblem.INVALID_KEY);
        }
        return new P256Point(bytes);
    }

    private static BigInteger coordinate(byte[] bytes, int from) {
        return new BigInteger(1, Arrays.copyOfRange(bytes, from, from + COORDINATE));
    }

    private static byte[] decode(Base64.Decoder decoder, String text) {
        if (text == null || text.length() > 256) {
            throw ApiProblem.of(QrProblem.INVALID_KEY);
        }
        try {
            return decoder.decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw ApiProblem.of(QrProblem.INVALID_KEY).causedBy(notBase64);
        }
    }

    private static ECParameterSpec curve() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has P-256", impossible);
        }
    }
}
