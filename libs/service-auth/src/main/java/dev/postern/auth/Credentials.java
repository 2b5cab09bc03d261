package dev.postern.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request presents, after the rule of the API gateway: an opaque project key stands in for
 * the role it grants, wherever it was put.
 *
 * @param role what a project key grants, empty when none was presented
 * @param bearer the token of the Authorization header (or the apikey standing in for it), unless it
 *     is a project key
 */
record Credentials(Optional<KeyRole> role, Optional<String> bearer) {

    /** The role a project key stands for. */
    enum KeyRole {
        ANON,
        SERVICE_ROLE
    }

    private static final Pattern BEARER =
            Pattern.compile("^bearer (\\S+)$", Pattern.CASE_INSENSITIVE);
    private static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty());

    /**
     * @param authorization the Authorization header, or null
     * @param apiKey the apikey header, or null
     */
    static Credentials of(String authorization, String apiKey, AuthConfig config) {
        Optional<String> bearer = bearer(authorization);
        boolean opaqueBearer = bearer.filter(token -> token.startsWith("sb_")).isPresent();
        if (authorization != null && !opaqueBearer) {
            return new Credentials(Optional.empty(), bearer);
        }
        String key = apiKey == null || apiKey.isBlank() ? bearer.orElse(null) : apiKey.trim();
        if (key == null) {
            return NONE;
        }
        if (same(key, config.secretKey())) {
            return new Credentials(Optional.of(KeyRole.SERVICE_ROLE), Optional.empty());
        }
        if (same(key, config.publishableKey())) {
            return new Credentials(Optional.of(KeyRole.ANON), Optional.empty());
        }
        return new Credentials(Optional.empty(), Optional.of(key));
    }

    static Optional<String> bearer(String authorization) {
        if (authorization == null) {
            return Optional.empty();
        }
        Matcher matcher = BEARER.matcher(authorization);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Compares in a time that does not depend on where the texts differ. */
    static boolean same(String presented, String expected) {
        return MessageDigest.isEqual(
                presented.getBytes(StandardCharsets.UTF_8),
                expected.getBytes(StandardCharsets.UTF_8));
    }
}
