package dev.postern.testkit.authenticator;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.UUID;

/** Authenticator data (WebAuthn Level 3 §6.1) while every part can still be changed. */
public final class AuthenticatorData {

    /** The flags of §6.1. */
    public static final int UP = 0x01;

    public static final int UV = 0x04;
    public static final int BE = 0x08;
    public static final int BS = 0x10;
    public static final int AT = 0x40;
    public static final int ED = 0x80;

    public byte[] rpIdHash;
    public int flags;
    public long signCount;
    public UUID aaguid;
    public byte[] credentialId;

    /** The length that is written for {@link #credentialId}. */
    public int credentialIdLength;

    /** The credential public key; null leaves the attested credential data out. */
    public Map<Long, Object> coseKey;

    /** Written last when not null. */
    public Map<String, Object> extensions;

    AuthenticatorData(String rpId, int flags, long signCount) {
        this.rpIdHash = sha256(rpId.getBytes(StandardCharsets.UTF_8));
        this.flags = flags;
        this.signCount = signCount;
    }

    void attest(SoftwareCredential credential) {
        aaguid = credential.aaguid();
        credentialId = credential.id();
        credentialIdLength = credentialId.length;
        coseKey = credential.algorithm().coseKey(credential.keys().getPublic());
        flags |= AT;
    }

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(rpIdHash);
        out.write(flags);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) signCount).array());
        if (coseKey != null) {
            out.writeBytes(
                    ByteBuffer.allocate(18)
                            .putLong(aaguid.getMostSignificantBits())
                            .putLong(aaguid.getLeastSignificantBits())
                            .putShort((short) credentialIdLength)
                            .array());
            out.writeBytes(credentialId);
            out.writeBytes(Cbor.encode(coseKey));
        }
        if (extensions != null) {
            out.writeBytes(Cbor.encode(extensions));
        }
        return out.toByteArray();
    }

    static byte[] sha256(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
