-- Takes over the users of a Supabase project into the database of session-service.
--
-- The project's schema "auth" must be here under the name "supabase" (docs/operations.md says how).
-- One transaction, one row of counts. Users who are here already, by id or by address, are left as
-- they are, with everything that belongs to them: a second run takes over nothing twice.
--
-- Not taken over: soft-deleted users, pending confirmations and changes of address (their links lead
-- to the old server), sessions that no refresh token continues.

BEGIN;

WITH arrived AS (
    INSERT INTO auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, invited_at,
        confirmation_sent_at, recovery_sent_at, last_sign_in_at, raw_app_meta_data,
        raw_user_meta_data, created_at, updated_at, phone, phone_confirmed_at, banned_until,
        is_sso_user, is_anonymous)
    SELECT id, coalesce(nullif(aud, ''), 'authenticated'),
        coalesce(nullif(role, ''), 'authenticated'), lower(nullif(email, '')),
        nullif(encrypted_password, ''), email_confirmed_at, invited_at, confirmation_sent_at,
        recovery_sent_at, last_sign_in_at, coalesce(raw_app_meta_data, '{}'),
        coalesce(raw_user_meta_data, '{}'), coalesce(created_at, now()),
        coalesce(updated_at, now()), nullif(phone, ''), phone_confirmed_at, banned_until,
        coalesce(is_sso_user, false), coalesce(is_anonymous, false)
    FROM supabase.users
    WHERE deleted_at IS NULL
    ON CONFLICT DO NOTHING
    RETURNING id),
identity AS (
    INSERT INTO auth.identities (id, provider_id, user_id, identity_data, provider, last_sign_in_at,
        created_at, updated_at)
    SELECT theirs.id, provider_id, user_id, identity_data, provider, last_sign_in_at, created_at,
        updated_at
    FROM supabase.identities AS theirs JOIN arrived ON arrived.id = user_id
    ON CONFLICT DO NOTHING
    RETURNING id),
factor AS (
    INSERT INTO auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at,
        updated_at, secret, phone, last_challenged_at, web_authn_credential, web_authn_aaguid)
    SELECT theirs.id, user_id, friendly_name, factor_type::text::auth.factor_type,
        status::text::auth.factor_status, created_at, updated_at, secret, phone,
        last_challenged_at, web_authn_credential, web_authn_aaguid
    FROM supabase.mfa_factors AS theirs JOIN arrived ON arrived.id = user_id
    ON CONFLICT DO NOTHING
    RETURNING id),
-- The token that continues a session: the newest that is not used up.
active AS (
    SELECT DISTINCT ON (session_id) session_id, token, parent
    FROM supabase.refresh_tokens
    WHERE NOT revoked AND session_id IS NOT NULL
    ORDER BY session_id, id DESC),
session AS (
    INSERT INTO auth.sessions (id, user_id, created_at, updated_at, factor_id, aal, not_after,
        refreshed_at, user_agent, ip, tag)
    SELECT theirs.id, user_id, created_at, updated_at, factor_id,
        coalesce(aal::text, 'aal1')::auth.aal_level, not_after, refreshed_at, user_agent, ip, tag
    FROM supabase.sessions AS theirs
    JOIN arrived ON arrived.id = user_id
    JOIN active ON active.session_id = theirs.id
    WHERE not_after IS NULL OR not_after > now()
    ON CONFLICT DO NOTHING
    RETURNING id),
claim AS (
    INSERT INTO auth.mfa_amr_claims (id, session_id, authentication_method, created_at, updated_at)
    SELECT theirs.id, session_id, authentication_method, created_at, updated_at
    FROM supabase.mfa_amr_claims AS theirs JOIN session ON session.id = session_id
    ON CONFLICT DO NOTHING
    RETURNING id),
-- Only hashes stay. The token before the active one is there for a client that lost an answer.
token AS (
    INSERT INTO auth.refresh_tokens (token_hash, session_id, counter)
    SELECT encode(sha256(convert_to(known.token, 'UTF8')), 'hex'), active.session_id, known.counter
    FROM active
    JOIN session ON session.id = active.session_id
    CROSS JOIN LATERAL (VALUES (active.token, 0), (active.parent, -1)) AS known (token, counter)
    WHERE known.token <> ''
    ON CONFLICT DO NOTHING
    RETURNING session_id)
SELECT
    (SELECT count(*) FROM supabase.users) AS users_found,
    (SELECT count(*) FROM arrived) AS users,
    (SELECT count(*) FROM identity) AS identities,
    (SELECT count(*) FROM factor) AS factors,
    (SELECT count(*) FROM session) AS sessions,
    (SELECT count(*) FROM claim) AS claims,
    (SELECT count(*) FROM token) AS refresh_tokens;

COMMIT;
