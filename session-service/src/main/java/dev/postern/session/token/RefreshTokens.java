package dev.postern.session.token;

import dev.postern.problem.ApiProblem;
import dev.postern.session.signingkey.MasterKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Writes and reads refresh tokens: {@code base64url(0x00 ‖ session uuid ‖ uvarint counter ‖
 * HMAC-SHA256/128 ‖ checksum)}. The HMAC key is derived from the master key and the session id, so
 * nothing that is stored can make one. The checksum tells a truncated token without any key.
 */
@ApplicationScoped
public class RefreshTokens {

    private static final int SHORTEST = 12;
    private static final byte VERSION = 0;
    private static final int MAC_BYTES = 16;
    private static final int CHECKSUM_BYTES = 4;
    private static final int COUNTER_AT = 1 + Long.BYTES * 2;
    private static final int LONGEST_COUNTER = 9;
    private static final int LONGEST = COUNTER_AT + LONGEST_COUNTER + MAC_BYTES + CHECKSUM_BYTES;

    /** The one that makes tokens, then others whose tokens are still taken. */
    private final List<byte[]> keys;

    RefreshTokens(MasterKey masterKey) {
        this.keys = masterKey.deriveAll("postern refresh token");
    }

    /** The token of a session at this count. */
    String write(UUID sessionId, long counter) {
        ByteBuffer signed =
                ByteBuffer.allocate(COUNTER_AT + LONGEST_COUNTER)
                        .put(VERSION)
                        .putLong(sessionId.getMostSignificantBits())
                        .putLong(sessionId.getLeastSignificantBits());
        putCounter(signed, counter);
        byte[] head = Arrays.copyOf(signed.array(), signed.position());
        byte[] mac = mac(keys.get(0), sessionId, head);
        byte[] body = ByteBuffer.allocate(head.length + MAC_BYTES).put(head).put(mac).array();
        byte[] token =
                ByteBuffer.allocate(body.length + CHECKSUM_BYTES)
                        .put(body)
                        .put(checksum(body))
                        .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /**
     * @throws ApiProblem when this server has not issued the token
     */
    RefreshToken read(String token) {
        if (token == null || token.length() < SHORTEST) {
            throw ApiProblem.of(TokenProblem.REFRESH_TOKEN_MALFORMED);
        }
        byte[] bytes = decode(token);
        if (bytes.length <= COUNTER_AT + MAC_BYTES + CHECKSUM_BYTES
                || bytes.length > LONGEST
                || bytes[0] != VERSION) {
            throw unknown();
        }
        byte[] body = Arrays.copyOf(bytes, bytes.length - CHECKSUM_BYTES);
        byte[] head = Arrays.copyOf(body, body.length - MAC_BYTES);
        byte[] mac = Arrays.copyOfRange(body, head.length, body.length);
        ByteBuffer buffer = ByteBuffer.wrap(head).position(1);
        UUID sessionId = new UUID(buffer.getLong(), buffer.getLong());
        boolean authentic =
                Arrays.equals(checksum(body), Arrays.copyOfRange(bytes, body.length, bytes.length))
                        && keys.stream()
                                .anyMatch(
                                        key ->
                                                MessageDigest.isEqual(
                                                        mac, mac(key, sessionId, head)));
        if (!authentic) {
            throw unknown();
        }
        return new RefreshToken(sessionId, counter(buffer));
    }

    /** Refuses other spellings of the same bytes, so that a session's token is one text. */
    private static byte[] decode(String token) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(token)) {
                return bytes;
            }
        } catch (IllegalArgumentException notBase64) {
            throw unknown().causedBy(notBase64);
        }
        throw unknown();
    }

    private static byte[] mac(byte[] key, UUID sessionId, byte[] head) {
        byte[] session =
                ByteBuffer.allocate(Long.BYTES * 2)
                        .putLong(sessionId.getMostSignificantBits())
                        .putLong(sessionId.getLeastSignificantBits())
                        .array();
        return Arrays.copyOf(MasterKey.hmac(MasterKey.hmac(key, session), head), MAC_BYTES);
    }

    private static void putCounter(ByteBuffer buffer, long counter) {
        long rest = counter;
        while (rest > 0x7f) {
            buffer.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
    }

    private static long counter(ByteBuffer buffer) {
        long counter = 0;
        for (int shift = 0; buffer.hasRemaining(); shift += 7) {
            counter |= (long) (buffer.get() & 0x7f) << shift;
        }
        return counter;
    }

    private static byte[] checksum(byte[] body) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(body), CHECKSUM_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static ApiProblem unknown() {
        return ApiProblem.of(TokenProblem.REFRESH_TOKEN_NOT_FOUND);
    }
}
