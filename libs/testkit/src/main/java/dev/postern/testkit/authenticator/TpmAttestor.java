package dev.postern.testkit.authenticator;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code tpm} attestation while every part of it can still be changed (§8.3). */
public final class TpmAttestor implements Attestor {

    /** The extensions that a certificate for an attestation key has. */
    public static CertificateAuthority.Request certificate() {
        byte[] tpm =
                Asn1.sequence(
                        Asn1.set(
                                attribute("2.23.133.2.1", "id:FFFFF1D0"),
                                attribute("2.23.133.2.2", "Model"),
                                attribute("2.23.133.2.3", "id:13")));
        return new CertificateAuthority.Request()
                .subject(Map.of())
                .extension("2.5.29.17", true, Asn1.sequence(Asn1.explicit(4, tpm)))
                .extension("2.5.29.37", false, Asn1.sequence(Asn1.oid("2.23.133.8.3")));
    }

    private static byte[] attribute(String oid, String value) {
        return Asn1.sequence(Asn1.oid(oid), Asn1.text(value));
    }

    private final KeyPair keys;
    private final X509Certificate[] path;

    public long algorithm = -257;
    public String signature = "SHA256withRSA";
    public String hash = "SHA-256";
    public int magic = 0xff544347;
    public int type = 0x8017;
    public int nameAlgorithm = 0x000b;
    public String nameHash = "SHA-256";
    public int publicNameAlgorithm = 0x000b;
    public byte[] extraData;
    public boolean otherKey;
    public String version = "2.0";

    /**
     * @param keys the attestation key, RSA unless {@link #signature} says otherwise
     */
    public TpmAttestor(KeyPair keys, X509Certificate... path) {
        this.keys = keys;
        this.path = path;
    }

    @Override
    public String format() {
        return "tpm";
    }

    @Override
    public Object statement(Subject subject) {
        byte[] publicArea = publicArea(Attestors.cose(subject));
        byte[] certInfo = certInfo(subject, publicArea);
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("alg", algorithm);
        statement.put("sig", sign(certInfo));
        statement.put("ver", version);
        statement.put("x5c", Attestors.x5c(path));
        statement.put("pubArea", publicArea);
        statement.put("certInfo", certInfo);
        return statement;
    }

    /** TPMT_PUBLIC of an RSA key, or of one on P-256. */
    private byte[] publicArea(Map<Long, Object> key) {
        ByteBuffer out = ByteBuffer.allocate(1024);
        boolean rsa = key.get(1L).equals(3L);
        out.putShort((short) (rsa ? 0x0001 : 0x0023)).putShort((short) publicNameAlgorithm);
        out.putInt(0x00060472).putShort((short) 0);
        out.putShort((short) 0x0010).putShort((short) 0x0010);
        if (rsa) {
            out.putShort((short) 2048).putInt(0);
            sized(out, tampered((byte[]) key.get(-1L)));
        } else {
            out.putShort((short) 0x0003).putShort((short) 0x0010);
            sized(out, tampered((byte[]) key.get(-2L)));
            sized(out, (byte[]) key.get(-3L));
        }
        return written(out);
    }

    private byte[] tampered(byte[] part) {
        byte[] bytes = part.clone();
        bytes[bytes.length - 1] ^= (byte) (otherKey ? 1 : 0);
        return bytes;
    }

    private byte[] certInfo(Subject subject, byte[] publicArea) {
        ByteBuffer out = ByteBuffer.allocate(1024);
        out.putInt(magic).putShort((short) type);
        sized(out, new byte[] {1, 2, 3});
        sized(out, extraData == null ? digest(hash, subject.signedBytes()) : extraData);
        out.put(new byte[25]);
        byte[] digest = digest(nameHash, publicArea);
        sized(
                out,
                ByteBuffer.allocate(2 + digest.length)
                        .putShort((short) nameAlgorithm)
                        .put(digest)
                        .array());
        sized(out, new byte[0]);
        return written(out);
    }

    private byte[] sign(byte[] certInfo) {
        try {
            Signature signer = Signature.getInstance(signature);
            signer.initSign(keys.getPrivate());
            signer.update(certInfo);
            return signer.sign();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("the TPM cannot sign", failure);
        }
    }

    private static void sized(ByteBuffer out, byte[] bytes) {
        out.putShort((short) bytes.length).put(bytes);
    }

    private static byte[] written(ByteBuffer out) {
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static byte[] digest(String algorithm, byte[] message) {
        try {
            return MessageDigest.getInstance(algorithm).digest(message);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
