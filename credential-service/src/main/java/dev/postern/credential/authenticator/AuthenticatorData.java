package dev.postern.credential.authenticator;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;

/**
 * Authenticator data (WebAuthn Level 3 §6.1).
 *
 * @param bytes as they were signed
 * @param signCount unsigned
 * @param attested null unless flag AT is set
 * @param extensions null unless flag ED is set
 */
public record AuthenticatorData(
        byte[] bytes,
        byte[] rpIdHash,
        int flags,
        long signCount,
        Attested attested,
        Map<Object, Object> extensions) {

    private static final int UP = 0x01;
    private static final int UV = 0x04;
    private static final int BE = 0x08;
    private static final int BS = 0x10;
    private static final int AT = 0x40;
    private static final int ED = 0x80;
    private static final int SHORTEST = 37;
    private static final int SHORTEST_ATTESTED = SHORTEST + 18;

    /**
     * Attested credential data (§6.5.1).
     *
     * @param aaguid the authenticator's model, as it claims
     * @param publicKey the COSE_Key as it was sent
     * @param keyMembers the same, read
     */
    public record Attested(
            UUID aaguid, byte[] credentialId, byte[] publicKey, Map<Object, Object> keyMembers) {}

    /**
     * Reads authenticator data, all of it.
     *
     * @throws MalformedDataException when lengths, flags and content do not agree
     */
    public static AuthenticatorData parse(byte[] bytes) {
        if (bytes.length < SHORTEST) {
            throw new MalformedDataException("authenticator data is too short");
        }
        ByteBuffer head = ByteBuffer.wrap(bytes);
        byte[] rpIdHash = new byte[32];
        head.get(rpIdHash);
        int flags = Byte.toUnsignedInt(head.get());
        long signCount = Integer.toUnsignedLong(head.getInt());
        int end = SHORTEST;
        Attested attested = null;
        if ((flags & AT) != 0) {
            int key = keyOffset(bytes);
            CborReader.Item read = CborReader.at(bytes, key);
            attested = attested(bytes, key, read);
            end = read.end();
        }
        Map<Object, Object> extensions = null;
        if ((flags & ED) != 0) {
            CborReader.Item read = CborReader.at(bytes, end);
            extensions = CborReader.asMap(read.value());
            if (extensions.isEmpty()) {
                throw new MalformedDataException("flag ED without an extension");
            }
            end = read.end();
        }
        if (end != bytes.length) {
            throw new MalformedDataException("bytes follow the authenticator data");
        }
        return new AuthenticatorData(bytes, rpIdHash, flags, signCount, attested, extensions);
    }

    private static int keyOffset(byte[] bytes) {
        if (bytes.length < SHORTEST_ATTESTED) {
            throw new MalformedDataException("attested credential data is too short");
        }
        int idLength = Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(SHORTEST + 16));
        int key = SHORTEST_ATTESTED + idLength;
        if (key >= bytes.length) {
            throw new MalformedDataException("the credential id reaches beyond the end");
        }
        return key;
    }

    private static Attested attested(byte[] bytes, int key, CborReader.Item read) {
        ByteBuffer aaguid = ByteBuffer.wrap(bytes, SHORTEST, 16);
        return new Attested(
                new UUID(aaguid.getLong(), aaguid.getLong()),
                Arrays.copyOfRange(bytes, SHORTEST_ATTESTED, key),
                Arrays.copyOfRange(bytes, key, read.end()),
                CborReader.asMap(read.value()));
    }

    /** Whether it was made for the relying party with this hash of its RP ID. */
    public boolean isFor(byte[] expectedRpIdHash) {
        return MessageDigest.isEqual(expectedRpIdHash, rpIdHash);
    }

    /** Flag UP. */
    public boolean userPresent() {
        return (flags & UP) != 0;
    }

    /** Flag UV. */
    public boolean userVerified() {
        return (flags & UV) != 0;
    }

    /** Flag BE. */
    public boolean backupEligible() {
        return (flags & BE) != 0;
    }

    /** Flag BS. */
    public boolean backedUp() {
        return (flags & BS) != 0;
    }
}
