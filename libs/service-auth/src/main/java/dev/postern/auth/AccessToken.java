package dev.postern.auth;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The verified claims of a user's access token.
 *
 * @param userId claim {@code sub}
 * @param sessionId claim {@code session_id}, when the token belongs to a session
 * @param role claim {@code role}, "" when absent
 * @param aal claim {@code aal}, {@code aal1} when absent
 * @param email claim {@code email}, "" when absent
 * @param phone claim {@code phone}, "" when absent
 * @param anonymous claim {@code is_anonymous}
 * @param userMetadata claim {@code user_metadata}
 * @param audience the first value of claim {@code aud}, "" when absent
 * @param expiresAt claim {@code exp}
 */
public record AccessToken(
        UUID userId,
        Optional<UUID> sessionId,
        String role,
        String aal,
        String email,
        String phone,
        boolean anonymous,
        Map<String, Object> userMetadata,
        String audience,
        Instant expiresAt) {}
