package dev.postern.qr.handoff;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** Random names and secrets of hand-offs, and what stands for them where they must not stand. */
public final class Tokens {

    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private Tokens() {}

    /** 32 random bytes as base64url. */
    public static String random() {
        return text(bytes());
    }

    /**
     * The same, in the shard of another token: all names of one browser begin with the same four
     * bits, so that their keys live in one slot of a Redis Cluster and one script moves them all.
     */
    public static String randomBeside(String token) {
        byte[] bytes = bytes();
        bytes[0] = (byte) (shard(token) << 4 | bytes[0] & 0x0f);
        return text(bytes);
    }

    /** Which of the sixteen shards a token belongs to. */
    static int shard(String token) {
        return ALPHABET.indexOf(token.charAt(0)) >> 2;
    }

    /** Whether a text can be a token at all. */
    public static boolean isWellFormed(String token) {
        return token != null && FORM.matcher(token).matches();
    }

    /** What is stored in a token's place. */
    public static String hash(String token) {
        return text(sha256(token.getBytes(StandardCharsets.UTF_8)));
    }

    /** What logs and events call a hand-off; nobody can scan with it. */
    public static String publicName(String sessionId) {
        return hash("hand-off " + sessionId).substring(0, 22);
    }

    /** SHA-256. */
    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** Base64url without padding. */
    public static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
