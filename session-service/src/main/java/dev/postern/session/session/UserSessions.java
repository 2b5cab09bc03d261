package dev.postern.session.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.session.client.Client;
import dev.postern.session.settings.AuthSettings;
import dev.postern.session.settings.Settings;
import dev.postern.session.statement.Statements;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Shows a user where they are signed in, and ends one of those sessions. */
@ApplicationScoped
class UserSessions {

    /**
     * A live session as its user sees it.
     *
     * @param methods how the user authenticated, newest first
     * @param parentId the session it was forked from, while that lives
     * @param endsAt when it ends whatever the user does; null when nothing ends it
     */
    record Live(
            UUID id,
            String userAgent,
            String ip,
            Instant createdAt,
            Instant lastUsedAt,
            String aal,
            List<String> methods,
            String label,
            UUID parentId,
            Instant endsAt) {}

    private record Found(List<Live> sessions) {}

    /**
     * Parameters: user, timebox, inactivity timeout, single session per user, how many at most.
     * Newest use first.
     */
    private static final String LIST =
            """
            SELECT CAST(jsonb_build_object('sessions', coalesce(jsonb_agg(l.session
                ORDER BY l.last_used_at DESC, l.id), '[]')) AS text)
            FROM (
                SELECT used.id, used.last_used_at, jsonb_build_object('id', s.id,
                    'user_agent', s.user_agent, 'ip', host(s.ip), 'created_at', s.created_at,
                    'last_used_at', used.last_used_at, 'aal', s.aal, 'label', s.label,
                    'parent_id', s.parent_id, 'ends_at', {end},
                    'methods', (SELECT coalesce(jsonb_agg(c.authentication_method
                                    ORDER BY c.updated_at DESC), '[]')
                                FROM auth.mfa_amr_claims c WHERE c.session_id = s.id)) AS session
                FROM auth.sessions s CROSS JOIN LATERAL (
                    SELECT s.id,
                        coalesce(s.refreshed_at AT TIME ZONE 'UTC', s.created_at) AS last_used_at
                    ) used
                WHERE s.user_id = ?1 AND ({over}) IS NULL
                ORDER BY used.last_used_at DESC, s.id LIMIT ?5) l
            """
                    .replace("{end}", SessionLimits.end("?2"))
                    .replace("{over}", SessionLimits.over("?2", "?3", "?4"));

    private static final int MOST = 500;

    private final Statements statements;
    private final Settings settings;

    UserSessions(Statements statements, Settings settings) {
        this.statements = statements;
        this.settings = settings;
    }

    /** The live sessions of a user, last used first, at most {@value #MOST}. */
    Uni<List<Live>> list(UUID userId) {
        AuthSettings policy = settings.auth();
        return statements
                .one(
                        LIST,
                        Found.class,
                        userId,
                        policy.sessionsTimebox(),
                        policy.sessionsInactivityTimeout(),
                        policy.sessionsSinglePerUser(),
                        MOST)
                .map(found -> found.map(Found::sessions).orElse(List.of()));
    }

    /** Ends one session of the user; false when the user has no such session. */
    Uni<Boolean> end(UUID userId, UUID sessionId, Client client) {
        return statements
                .one(
                        SessionStatements.REVOKE_ONE,
                        JsonNode.class,
                        userId,
                        sessionId,
                        client.address(),
                        settings.auth().jwtExp())
                .map(ended -> ended.isPresent());
    }
}
