package dev.postern.credential.attestation;

import dev.postern.credential.authenticator.MalformedDataException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/**
 * TPMT_PUBLIC, as far as it describes a key: an RSA modulus and exponent, or a curve and a point.
 *
 * @param curveBits 0 for RSA
 * @param first modulus or x
 * @param second exponent or y
 */
record TpmPublicArea(int curveBits, BigInteger first, BigInteger second) {

    private static final int RSA = 0x0001;
    private static final int ECC = 0x0023;
    private static final int NULL = 0x0010;
    private static final int ECDAA = 0x001a;
    private static final long DEFAULT_EXPONENT = 65_537;

    static TpmPublicArea parse(byte[] bytes) {
        TpmReader in = new TpmReader(bytes);
        int type = in.u16();
        in.u16(); // nameAlg: the certification's name says itself how it was made
        in.u32(); // objectAttributes
        in.sized(); // authPolicy
        skipSymmetric(in);
        skipScheme(in);
        TpmPublicArea area =
                switch (type) {
                    case RSA -> rsa(in);
                    case ECC -> ecc(in);
                    default -> throw new MalformedDataException("neither RSA nor ECC");
                };
        in.end();
        return area;
    }

    private static TpmPublicArea rsa(TpmReader in) {
        in.u16(); // keyBits
        long exponent = in.u32();
        return new TpmPublicArea(
                0,
                new BigInteger(1, in.sized()),
                BigInteger.valueOf(exponent == 0 ? DEFAULT_EXPONENT : exponent));
    }

    private static TpmPublicArea ecc(TpmReader in) {
        int bits =
                switch (in.u16()) {
                    case 0x0003 -> 256;
                    case 0x0004 -> 384;
                    case 0x0005 -> 521;
                    default -> throw new MalformedDataException("another curve");
                };
        if (in.u16() != NULL) {
            in.u16(); // the hash of the key derivation
        }
        return new TpmPublicArea(
                bits, new BigInteger(1, in.sized()), new BigInteger(1, in.sized()));
    }

    private static void skipSymmetric(TpmReader in) {
        if (in.u16() != NULL) {
            in.skip(4); // key bits and mode
        }
    }

    private static void skipScheme(TpmReader in) {
        int scheme = in.u16();
        if (scheme != NULL) {
            in.skip(scheme == ECDAA ? 4 : 2); // hash, and a count
        }
    }

    /** Whether this is the key. */
    boolean isKey(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return curveBits == 0
                    && rsa.getModulus().equals(first)
                    && rsa.getPublicExponent().equals(second);
        }
        return key instanceof ECPublicKey ec
                && ec.getParams().getCurve().getField().getFieldSize() == curveBits
                && ec.getW().getAffineX().equals(first)
                && ec.getW().getAffineY().equals(second);
    }
}
