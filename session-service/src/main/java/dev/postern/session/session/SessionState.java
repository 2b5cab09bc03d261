package dev.postern.session.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A live session as its tokens tell it.
 *
 * @param aal authenticator assurance level, e.g. {@code aal1}
 * @param refreshTokenCounter how often it was refreshed
 * @param amr how the user authenticated, newest first: {@code method} and {@code timestamp} each
 * @param endsAt when it ends whatever its user does; null when nothing ends it
 */
public record SessionState(
        UUID id,
        String aal,
        long refreshTokenCounter,
        List<Map<String, Object>> amr,
        Instant endsAt) {

    /** The {@code amr} of a session row with the alias {@code s}, as JSON. */
    public static final String AMR =
            """
            (SELECT coalesce(jsonb_agg(jsonb_build_object(
                        'method', c.authentication_method,
                        'timestamp', CAST(extract(epoch FROM c.updated_at) AS bigint))
                    ORDER BY c.updated_at DESC), '[]')
             FROM auth.mfa_amr_claims c WHERE c.session_id = s.id)
            """;
}
