-- Credential records (WebAuthn Level 3 §4). The table has the shape of Supabase Auth's, so that an
-- existing project's rows can be copied in; what is ours is nullable or has a default.
CREATE TABLE auth.webauthn_credentials (
    id                 uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id            uuid        NOT NULL,
    credential_id      bytea       NOT NULL,
    public_key         bytea       NOT NULL,             -- COSE_Key
    attestation_type   text        NOT NULL DEFAULT '',  -- attestation statement format
    aaguid             uuid,
    sign_count         bigint      NOT NULL DEFAULT 0,
    transports         jsonb       NOT NULL DEFAULT '[]',
    backup_eligible    boolean     NOT NULL DEFAULT false,
    backed_up          boolean     NOT NULL DEFAULT false,
    friendly_name      text        NOT NULL DEFAULT '',
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    last_used_at       timestamptz,
    uv_initialized     boolean,     -- null: imported, never seen
    clone_suspected_at timestamptz, -- the last time its counter did not rise
    event_sequence     bigint      NOT NULL DEFAULT 0
);

CREATE UNIQUE INDEX webauthn_credentials_credential_id_key
    ON auth.webauthn_credentials (credential_id);
CREATE INDEX webauthn_credentials_user_id_idx ON auth.webauthn_credentials (user_id);

-- A challenge is single-use even when the store that issued it forgets a deletion: its hash can be
-- inserted once.
CREATE TABLE auth.consumed_challenge (
    challenge_hash bytea       PRIMARY KEY,
    consumed_at    timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX consumed_challenge_consumed_at_idx ON auth.consumed_challenge (consumed_at);

CREATE FUNCTION auth.base64url(bytes bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT translate(encode(bytes, 'base64'), E'+/=\n', '-_')
$$;

-- The whole state of a credential, as its events tell it.
CREATE FUNCTION auth.credential_event(
    credential auth.webauthn_credentials, deleted boolean, actor_id uuid, actor_role text)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', credential.id,
        'user_id', credential.user_id,
        'credential_id', auth.base64url(credential.credential_id),
        'friendly_name', credential.friendly_name,
        'aaguid', credential.aaguid,
        'transports', credential.transports,
        'backup_eligible', credential.backup_eligible,
        'backed_up', credential.backed_up,
        'created_at',
            to_char(credential.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'deleted', deleted,
        'actor', jsonb_build_object('id', actor_id, 'role', actor_role))
$$;
