package dev.postern.session.session;

import dev.postern.session.user.User;

/**
 * The one statement of a fork. It holds the user's row against a sign-out of all sessions, so that
 * no fork slips through one.
 */
final class ForkStatement {

    /**
     * Parameters: user, parent, child, target, binding, label or null, life in seconds or null,
     * address, timebox, inactivity timeout, single session per user. No row: no such live parent.
     */
    static final String FORK =
            """
            WITH s AS (
                SELECT s.* FROM auth.users u JOIN auth.sessions s ON s.user_id = u.id
                WHERE u.id = ?1 AND s.id = ?2 AND u.deleted_at IS NULL AND ({over}) IS NULL
                FOR SHARE OF u FOR KEY SHARE OF s),
            child AS (
                INSERT INTO auth.sessions (id, user_id, created_at, updated_at, factor_id, aal,
                    not_after, tag, oauth_client_id, scopes, credential_id, parent_id, label,
                    binding, signed_in_at)
                SELECT CAST(?3 AS uuid), s.user_id, now(), now(), s.factor_id, s.aal,
                    least(s.not_after, now() + make_interval(
                        secs => CAST(CAST(?7 AS text) AS double precision))),
                    s.tag, s.oauth_client_id, s.scopes, s.credential_id, s.id, CAST(?6 AS text),
                    CAST(?5 AS text), coalesce(s.signed_in_at, s.created_at)
                FROM s RETURNING *),
            claims AS (
                INSERT INTO auth.mfa_amr_claims (session_id, authentication_method, created_at,
                                                 updated_at)
                SELECT child.id, c.authentication_method, c.created_at, c.updated_at
                FROM child JOIN auth.mfa_amr_claims c ON c.session_id = child.parent_id),
            entry AS (
                INSERT INTO auth.audit_log_entries (id, payload, created_at, ip_address)
                SELECT gen_random_uuid(), json_build_object(
                    'actor_id', u.id, 'actor_via_sso', u.is_sso_user,
                    'actor_username', coalesce(nullif(u.email, ''), u.phone, ''),
                    'action', 'session_forked', 'log_type', 'account',
                    'traits', json_build_object('parent_id', child.parent_id,
                        'session_id', child.id, 'target', CAST(?4 AS text))),
                    now(), CAST(?8 AS text)
                FROM child JOIN auth.users u ON u.id = child.user_id),
            event AS (
                INSERT INTO auth.outbox (topic, type, aggregate_id, sequence, payload)
                SELECT 'postern.sessions.v1', 'dev.postern.sessions.opened',
                    CAST(child.id AS text), 1, jsonb_build_object(
                        'id', child.id, 'user_id', child.user_id, 'aal', child.aal,
                        'method', coalesce({amr} -> 0 ->> 'method', 'unknown'),
                        'parent_id', child.parent_id,
                        'opened_at', to_char(now() AT TIME ZONE 'UTC',
                            'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                FROM child JOIN s ON s.id = child.parent_id)
            SELECT CAST(jsonb_build_object(
                'session', jsonb_build_object('id', child.id, 'aal', child.aal,
                    'refresh_token_counter', child.refresh_token_counter, 'amr', {amr},
                    'ends_at', (SELECT {end} FROM child s)),
                'user', {user}) AS text)
            FROM child JOIN s ON s.id = child.parent_id JOIN auth.users u ON u.id = child.user_id
            """
                    .replace("{over}", SessionLimits.over("?9", "?10", "?11"))
                    .replace("{end}", SessionLimits.end("?9"))
                    .replace("{amr}", SessionState.AMR)
                    .replace("{user}", User.DOCUMENT);

    private ForkStatement() {}
}
