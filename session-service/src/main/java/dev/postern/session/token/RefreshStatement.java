package dev.postern.session.token;

import dev.postern.session.session.SessionLimits;
import dev.postern.session.session.SessionState;
import dev.postern.session.user.User;

/**
 * The one statement of a refresh.
 *
 * <p>Parallel refreshes of one session queue at its row; each sees what the one before left, since
 * the UPDATE evaluates its expressions on the newest version of the row. So the first presentation
 * of a counter moves it on, and every other one only reads where it is.
 */
final class RefreshStatement {

    private static final String REFUSAL =
            "CASE WHEN u.banned_until > now() THEN 'BANNED' ELSE "
                    + SessionLimits.over("?5", "?6", "?7")
                    + " END";

    private static final String MOVES_ON =
            "s.refresh_token_counter = CAST(?2 AS bigint) AND (" + REFUSAL + ") IS NULL";

    /**
     * Parameters: session, presented counter, user agent, address, timebox in seconds, inactivity
     * timeout in seconds, single session per user, reuse interval in seconds, whether the token is
     * another server's. No row: no such session.
     */
    static final String REFRESH =
            """
            WITH s AS (
                UPDATE auth.sessions s SET
                    refresh_token_counter = s.refresh_token_counter
                        + CASE WHEN {moves_on} THEN 1 ELSE 0 END,
                    refreshed_at = CASE WHEN {moves_on} THEN now() AT TIME ZONE 'UTC'
                        ELSE s.refreshed_at END,
                    updated_at = CASE WHEN {moves_on} THEN now() ELSE s.updated_at END,
                    user_agent = CASE WHEN {moves_on} THEN CAST(?3 AS text)
                        ELSE s.user_agent END,
                    ip = CASE WHEN {moves_on} THEN CAST(CAST(?4 AS text) AS inet) ELSE s.ip END
                FROM auth.users u
                WHERE s.id = ?1 AND u.id = s.user_id
                RETURNING s.id, s.user_id, s.aal, s.refresh_token_counter, {end} AS ends_at,
                    coalesce(s.refreshed_at = now() AT TIME ZONE 'UTC', false) AS moved,
                    coalesce(s.refreshed_at > now() AT TIME ZONE 'UTC'
                        - make_interval(secs => CAST(?8 AS double precision)), false) AS recent,
                    {refusal} AS refusal),
            entry AS (
                INSERT INTO auth.audit_log_entries (id, payload, created_at, ip_address)
                SELECT gen_random_uuid(), json_build_object(
                    'actor_id', u.id, 'actor_via_sso', u.is_sso_user,
                    'actor_username', coalesce(nullif(u.email, ''), u.phone, ''),
                    'action', told.action, 'log_type', 'token'), now(), CAST(?4 AS text)
                FROM s JOIN auth.users u ON u.id = s.user_id
                    JOIN (VALUES ('token_refreshed', true), ('token_revoked', CAST(?9 AS boolean)))
                        AS told (action, happened) ON told.happened
                WHERE s.moved)
            SELECT CAST(jsonb_build_object(
                'refusal', CASE WHEN NOT s.moved THEN s.refusal END,
                'moved', s.moved, 'recent', s.recent,
                'session', jsonb_build_object('id', s.id, 'aal', s.aal,
                    'refresh_token_counter', s.refresh_token_counter, 'amr', {amr},
                    'ends_at', s.ends_at),
                'user', {user}) AS text)
            FROM s JOIN auth.users u ON u.id = s.user_id
            """
                    .replace("{moves_on}", MOVES_ON)
                    .replace("{refusal}", REFUSAL)
                    .replace("{end}", SessionLimits.end("?5"))
                    .replace("{amr}", SessionState.AMR)
                    .replace("{user}", User.DOCUMENT);

    private RefreshStatement() {}
}
