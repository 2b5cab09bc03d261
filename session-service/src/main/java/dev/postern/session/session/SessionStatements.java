package dev.postern.session.session;

import dev.postern.session.user.User;

/** The statements by which sessions begin and end. */
final class SessionStatements {

    private static final String RFC_3339 =
            "to_char(statement_timestamp() AT TIME ZONE 'UTC',"
                    + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

    /**
     * Parameters: user, session, method, demand confirmation, user agent, address, passkey record
     * or null, new password hash or null, aal. No row: no such user, also when one is being
     * deleted. The user's row is locked before it is judged, so that a deletion or ban under way
     * comes wholly before or wholly after.
     */
    static final String OPEN =
            """
            WITH subject AS (
                SELECT u.id,
                    CASE WHEN CAST(?4 AS boolean) AND u.email <> '' AND u.email_confirmed_at IS NULL
                            THEN 'EMAIL_NOT_CONFIRMED'
                         WHEN CAST(?4 AS boolean) AND u.phone <> '' AND u.phone_confirmed_at IS NULL
                            THEN 'PHONE_NOT_CONFIRMED'
                         WHEN u.banned_until > statement_timestamp() THEN 'USER_BANNED'
                    END AS refusal
                FROM auth.users u WHERE u.id = ?1 AND u.deleted_at IS NULL
                FOR NO KEY UPDATE),
            opened AS (
                INSERT INTO auth.sessions (id, user_id, created_at, updated_at, aal, user_agent,
                                           ip, credential_id)
                SELECT CAST(?2 AS uuid), id, statement_timestamp(), statement_timestamp(),
                       CAST(CAST(?9 AS text) AS auth.aal_level), CAST(?5 AS text),
                       CAST(CAST(?6 AS text) AS inet), CAST(CAST(?7 AS text) AS uuid)
                FROM subject WHERE refusal IS NULL
                RETURNING id, user_id),
            claim AS (
                INSERT INTO auth.mfa_amr_claims (session_id, authentication_method, created_at,
                                                 updated_at)
                SELECT id, CAST(?3 AS text), statement_timestamp(), statement_timestamp()
                FROM opened),
            u AS (
                UPDATE auth.users SET last_sign_in_at = statement_timestamp(),
                    updated_at = statement_timestamp(),
                    encrypted_password = coalesce(CAST(?8 AS text), encrypted_password)
                FROM opened WHERE users.id = opened.user_id
                RETURNING users.*),
            entry AS (
                INSERT INTO auth.audit_log_entries (id, payload, created_at, ip_address)
                SELECT gen_random_uuid(), json_build_object(
                    'actor_id', u.id, 'actor_via_sso', u.is_sso_user,
                    'actor_username', coalesce(nullif(u.email, ''), u.phone, ''),
                    'action', 'login', 'log_type', 'account',
                    'traits', json_strip_nulls(json_build_object(
                        'provider', CAST(?3 AS text), 'passkey_id', CAST(?7 AS text)))),
                    statement_timestamp(), CAST(?6 AS text)
                FROM u),
            event AS (
                INSERT INTO auth.outbox (topic, type, aggregate_id, sequence, payload)
                SELECT 'postern.sessions.v1', 'dev.postern.sessions.opened',
                    CAST(id AS text), 1, jsonb_build_object(
                        'id', id, 'user_id', user_id, 'aal', CAST(?9 AS text), 'method', CAST(?3 AS text),
                        'opened_at', %s)
                FROM opened)
            SELECT CAST(jsonb_build_object(
                'refusal', subject.refusal,
                'opened_at', CAST(extract(epoch FROM statement_timestamp()) AS bigint),
                'user', CASE WHEN subject.refusal IS NULL THEN %s END) AS text)
            FROM subject LEFT JOIN u ON true
            """
                    .formatted(RFC_3339, User.DOCUMENT);

    /** Events of a CTE {@code revoked} of session rows. */
    private static final String REVOKED_EVENT =
            """
            SELECT 'postern.sessions.v1', 'dev.postern.sessions.revoked', CAST(id AS text), 3,
                jsonb_build_object('id', id, 'user_id', user_id, 'reason', %%s,
                    'revoked_at', %s,
                    'access_expires_at', to_char(
                        (now() + make_interval(secs => %%s)) AT TIME ZONE 'UTC',
                        'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
            FROM revoked
            """
                    .formatted(RFC_3339);

    /** Parameter: user. Keeps forks waiting until the transaction in hand ends. */
    static final String HOLD_USER =
            """
            SELECT CAST(json_build_object('id', id) AS text)
            FROM auth.users WHERE id = ?1 FOR NO KEY UPDATE
            """;

    /** Parameters: user, session, address, seconds an access token lives. No row: none such. */
    static final String REVOKE_ONE =
            """
            WITH revoked AS (
                DELETE FROM auth.sessions WHERE user_id = ?1 AND id = ?2 RETURNING id, user_id),
            event AS (
                INSERT INTO auth.outbox (topic, type, aggregate_id, sequence, payload)
                %s),
            entry AS (
                INSERT INTO auth.audit_log_entries (id, payload, created_at, ip_address)
                SELECT gen_random_uuid(), json_build_object(
                    'actor_id', u.id, 'actor_via_sso', u.is_sso_user,
                    'actor_username', coalesce(nullif(u.email, ''), u.phone, ''),
                    'action', 'session_revoked', 'log_type', 'account',
                    'traits', json_build_object('session_id', revoked.id)),
                    now(), CAST(?3 AS text)
                FROM revoked JOIN auth.users u ON u.id = revoked.user_id)
            SELECT CAST(json_build_object('id', id) AS text) FROM revoked
            """
                    .formatted(REVOKED_EVENT.formatted("'logout'", "CAST(?4 AS double precision)"));

    /** Parameters: user, scope, current session or null, reason, seconds an access token lives. */
    static final String REVOKE =
            """
            WITH revoked AS (
                DELETE FROM auth.sessions
                WHERE user_id = ?1 AND CASE CAST(?2 AS text)
                    WHEN 'global' THEN true
                    WHEN 'local' THEN id = CAST(CAST(?3 AS text) AS uuid)
                    ELSE id IS DISTINCT FROM CAST(CAST(?3 AS text) AS uuid) END
                RETURNING id, user_id),
            event AS (
                INSERT INTO auth.outbox (topic, type, aggregate_id, sequence, payload)
                %s)
            SELECT CAST(json_build_object('revoked', count(*)) AS text) FROM revoked
            """
                    .formatted(
                            REVOKED_EVENT.formatted(
                                    "CAST(?4 AS text)", "CAST(?5 AS double precision)"));

    /** Parameters: user, passkey record, reason, seconds an access token lives. */
    static final String REVOKE_OF_PASSKEY =
            """
            WITH revoked AS (
                DELETE FROM auth.sessions WHERE user_id = ?1 AND credential_id = ?2
                RETURNING id, user_id),
            event AS (
                INSERT INTO auth.outbox (topic, type, aggregate_id, sequence, payload)
                %s)
            SELECT CAST(json_build_object('revoked', count(*)) AS text) FROM revoked
            """
                    .formatted(
                            REVOKED_EVENT.formatted(
                                    "CAST(?3 AS text)", "CAST(?4 AS double precision)"));

    /** Parameters: session, address, seconds an access token lives. */
    static final String REVOKE_FOR_REUSE =
            """
            WITH revoked AS (
                DELETE FROM auth.sessions WHERE id = ?1 RETURNING id, user_id),
            detected AS (
                INSERT INTO auth.outbox (topic, type, aggregate_id, sequence, payload)
                SELECT 'postern.sessions.v1', 'dev.postern.sessions.reuse-detected',
                    CAST(id AS text), 2, jsonb_build_object(
                        'id', id, 'user_id', user_id, 'detected_at', %s)
                FROM revoked),
            event AS (
                INSERT INTO auth.outbox (topic, type, aggregate_id, sequence, payload)
                %s),
            entry AS (
                INSERT INTO auth.audit_log_entries (id, payload, created_at, ip_address)
                SELECT gen_random_uuid(), json_build_object(
                    'actor_id', u.id, 'actor_via_sso', u.is_sso_user,
                    'actor_username', coalesce(nullif(u.email, ''), u.phone, ''),
                    'action', 'token_revoked', 'log_type', 'token'), now(), CAST(?2 AS text)
                FROM revoked JOIN auth.users u ON u.id = revoked.user_id)
            SELECT CAST(json_build_object('revoked', count(*)) AS text) FROM revoked
            """
                    .formatted(
                            RFC_3339,
                            REVOKED_EVENT.formatted("'reuse'", "CAST(?3 AS double precision)"));

    private SessionStatements() {}
}
