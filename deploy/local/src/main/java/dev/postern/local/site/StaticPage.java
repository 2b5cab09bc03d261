package dev.postern.local.site;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A body with the headers a browser needs to show it safely.
 *
 * @param cacheControl the whole value of the header
 * @param contentSecurityPolicy the whole value of the header
 */
record StaticPage(
        String contentType,
        byte[] body,
        String etag,
        String cacheControl,
        String contentSecurityPolicy) {
    /** For pages whose code and looks come from files of this site only. */
    static final String OWN_FILES_ONLY =
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
                    + " form-action 'self'; frame-ancestors 'none'";

    private static final String ASK_EVERY_TIME = "no-cache";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    /** A page that may change at any time. */
    static StaticPage fresh(String contentType, String text) {
        return of(
                contentType, text.getBytes(StandardCharsets.UTF_8), ASK_EVERY_TIME, OWN_FILES_ONLY);
    }

    /** A page that may change at any time, under a policy of its own. */
    static StaticPage fresh(String contentType, String text, String contentSecurityPolicy) {
        return of(
                contentType,
                text.getBytes(StandardCharsets.UTF_8),
                ASK_EVERY_TIME,
                contentSecurityPolicy);
    }

    /** A file; one whose name holds the hash of its content is never asked for again. */
    static StaticPage file(String contentType, byte[] body, boolean hashedName) {
        return of(contentType, body, hashedName ? FOR_EVER : ASK_EVERY_TIME, OWN_FILES_ONLY);
    }

    private static StaticPage of(
            String contentType, byte[] body, String cacheControl, String policy) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            String etag = '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
            return new StaticPage(contentType, body, etag, cacheControl, policy);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
