-- Users, their identities and sessions. Names follow Supabase Auth's schema, so that the rows of an
-- existing project can be taken over; what is ours alone is a nullable or defaulted addition.

CREATE TYPE auth.aal_level AS ENUM ('aal1', 'aal2', 'aal3');
CREATE TYPE auth.factor_type AS ENUM ('totp', 'webauthn', 'phone');
CREATE TYPE auth.factor_status AS ENUM ('unverified', 'verified');
CREATE TYPE auth.code_challenge_method AS ENUM ('s256', 'plain');
CREATE TYPE auth.one_time_token_type AS ENUM (
    'confirmation_token', 'reauthentication_token', 'recovery_token', 'email_change_token_new',
    'email_change_token_current', 'phone_change_token');

CREATE TABLE auth.users (
    instance_id                 uuid,
    id                          uuid PRIMARY KEY,
    aud                         varchar(255),
    role                        varchar(255),
    email                       varchar(255),
    encrypted_password          varchar(255),
    email_confirmed_at          timestamptz,
    invited_at                  timestamptz,
    confirmation_token          varchar(255),
    confirmation_sent_at        timestamptz,
    recovery_token              varchar(255),
    recovery_sent_at            timestamptz,
    email_change_token_new      varchar(255),
    email_change                varchar(255),
    email_change_sent_at        timestamptz,
    last_sign_in_at             timestamptz,
    raw_app_meta_data           jsonb,
    raw_user_meta_data          jsonb,
    is_super_admin              boolean,
    created_at                  timestamptz,
    updated_at                  timestamptz,
    phone                       text UNIQUE,
    phone_confirmed_at          timestamptz,
    phone_change                text DEFAULT '',
    phone_change_token          varchar(255) DEFAULT '',
    phone_change_sent_at        timestamptz,
    confirmed_at                timestamptz
        GENERATED ALWAYS AS (LEAST(email_confirmed_at, phone_confirmed_at)) STORED,
    email_change_token_current  varchar(255) DEFAULT '',
    email_change_confirm_status smallint DEFAULT 0
        CHECK (email_change_confirm_status BETWEEN 0 AND 2),
    banned_until                timestamptz,
    reauthentication_token      varchar(255) DEFAULT '',
    reauthentication_sent_at    timestamptz,
    is_sso_user                 boolean NOT NULL DEFAULT false,
    deleted_at                  timestamptz,
    is_anonymous                boolean NOT NULL DEFAULT false,
    event_sequence              bigint  NOT NULL DEFAULT 0
);

COMMENT ON COLUMN auth.users.event_sequence IS 'sequence of the newest event told of this user';

CREATE INDEX users_instance_id_email_idx ON auth.users (instance_id, lower(email));
CREATE INDEX users_instance_id_idx ON auth.users (instance_id);
CREATE UNIQUE INDEX users_email_partial_key ON auth.users (email) WHERE is_sso_user = false;
CREATE UNIQUE INDEX confirmation_token_idx ON auth.users (confirmation_token)
    WHERE confirmation_token !~ '^[0-9 ]*$';
CREATE UNIQUE INDEX recovery_token_idx ON auth.users (recovery_token)
    WHERE recovery_token !~ '^[0-9 ]*$';
CREATE UNIQUE INDEX reauthentication_token_idx ON auth.users (reauthentication_token)
    WHERE reauthentication_token !~ '^[0-9 ]*$';
CREATE UNIQUE INDEX email_change_token_current_idx ON auth.users (email_change_token_current)
    WHERE email_change_token_current !~ '^[0-9 ]*$';
CREATE UNIQUE INDEX email_change_token_new_idx ON auth.users (email_change_token_new)
    WHERE email_change_token_new !~ '^[0-9 ]*$';
CREATE INDEX users_is_anonymous_idx ON auth.users (is_anonymous);

CREATE TABLE auth.identities (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    provider_id     text  NOT NULL,
    user_id         uuid  NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    identity_data   jsonb NOT NULL,
    provider        text  NOT NULL,
    last_sign_in_at timestamptz,
    created_at      timestamptz,
    updated_at      timestamptz,
    email           text GENERATED ALWAYS AS (lower(identity_data ->> 'email')) STORED,
    CONSTRAINT identities_provider_id_provider_unique UNIQUE (provider_id, provider)
);

CREATE INDEX identities_user_id_idx ON auth.identities (user_id);
CREATE INDEX identities_email_idx ON auth.identities (email text_pattern_ops);

-- No refresh token is stored: it is the counter under a key that only the master key yields.
CREATE TABLE auth.sessions (
    id                    uuid PRIMARY KEY,
    user_id               uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    created_at            timestamptz,
    updated_at            timestamptz,
    factor_id             uuid,
    aal                   auth.aal_level,
    not_after             timestamptz,
    refreshed_at          timestamp,
    user_agent            text,
    ip                    inet,
    tag                   text,
    oauth_client_id       uuid,
    refresh_token_counter bigint NOT NULL DEFAULT 0,
    scopes                text,
    credential_id         uuid,
    parent_id             uuid REFERENCES auth.sessions ON DELETE SET NULL,
    label                 text,
    binding               text
);

COMMENT ON COLUMN auth.sessions.credential_id IS 'the passkey record that opened the session';
COMMENT ON COLUMN auth.sessions.parent_id IS 'the session this one was forked from';

CREATE INDEX sessions_user_id_idx ON auth.sessions (user_id);
CREATE INDEX user_id_created_at_idx ON auth.sessions (user_id, created_at);
CREATE INDEX sessions_not_after_idx ON auth.sessions (not_after DESC);
CREATE INDEX sessions_oauth_client_id_idx ON auth.sessions (oauth_client_id);
CREATE INDEX sessions_parent_id_idx ON auth.sessions (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX sessions_credential_id_idx ON auth.sessions (credential_id)
    WHERE credential_id IS NOT NULL;

CREATE TABLE auth.mfa_amr_claims (
    id                    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    session_id            uuid        NOT NULL REFERENCES auth.sessions ON DELETE CASCADE,
    authentication_method text        NOT NULL,
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    CONSTRAINT mfa_amr_claims_session_id_authentication_method_pkey
        UNIQUE (session_id, authentication_method)
);

CREATE TABLE auth.mfa_factors (
    id                   uuid PRIMARY KEY,
    user_id              uuid               NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    friendly_name        text,
    factor_type          auth.factor_type   NOT NULL,
    status               auth.factor_status NOT NULL,
    created_at           timestamptz        NOT NULL,
    updated_at           timestamptz        NOT NULL,
    secret               text,
    phone                text,
    last_challenged_at   timestamptz UNIQUE,
    web_authn_credential jsonb,
    web_authn_aaguid     uuid
);

CREATE INDEX mfa_factors_user_id_idx ON auth.mfa_factors (user_id);

CREATE TABLE auth.one_time_tokens (
    id         uuid PRIMARY KEY,
    user_id    uuid                     NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    token_type auth.one_time_token_type NOT NULL,
    token_hash text                     NOT NULL CHECK (token_hash <> ''),
    relates_to text                     NOT NULL,
    created_at timestamp                NOT NULL DEFAULT (now() AT TIME ZONE 'utc'),
    updated_at timestamp                NOT NULL DEFAULT (now() AT TIME ZONE 'utc')
);

CREATE UNIQUE INDEX one_time_tokens_user_id_token_type_key
    ON auth.one_time_tokens (user_id, token_type);
CREATE INDEX one_time_tokens_token_hash_hash_idx ON auth.one_time_tokens USING hash (token_hash);
CREATE INDEX one_time_tokens_relates_to_hash_idx ON auth.one_time_tokens USING hash (relates_to);

CREATE TABLE auth.flow_state (
    id                     uuid PRIMARY KEY,
    user_id                uuid REFERENCES auth.users ON DELETE CASCADE,
    auth_code              text                       NOT NULL,
    code_challenge_method  auth.code_challenge_method NOT NULL,
    code_challenge         text                       NOT NULL,
    provider_type          text                       NOT NULL,
    provider_access_token  text,
    provider_refresh_token text,
    created_at             timestamptz,
    updated_at             timestamptz,
    authentication_method  text                       NOT NULL,
    auth_code_issued_at    timestamptz
);

CREATE INDEX idx_auth_code ON auth.flow_state (auth_code);
CREATE INDEX idx_user_id_auth_method ON auth.flow_state (user_id, authentication_method);
CREATE INDEX flow_state_created_at_idx ON auth.flow_state (created_at DESC);

CREATE TABLE auth.audit_log_entries (
    instance_id uuid,
    id          uuid PRIMARY KEY,
    payload     json,
    created_at  timestamptz,
    ip_address  varchar(64) NOT NULL DEFAULT ''
);

CREATE INDEX audit_logs_instance_id_idx ON auth.audit_log_entries (instance_id);
CREATE INDEX audit_logs_created_at_idx ON auth.audit_log_entries (created_at DESC);

-- The ring of signing keys; private halves are sealed with the master key.
CREATE TABLE auth.signing_keys (
    kid                text PRIMARY KEY,
    algorithm          text        NOT NULL,
    state              text        NOT NULL CHECK (state IN ('next', 'current', 'previous')),
    public_key         bytea       NOT NULL, -- X.509 SubjectPublicKeyInfo
    sealed_private_key bytea       NOT NULL, -- nonce, then AES-256-GCM of PKCS #8, bound to the kid
    created_at         timestamptz NOT NULL,
    state_changed_at   timestamptz NOT NULL
);

CREATE UNIQUE INDEX signing_keys_one_current ON auth.signing_keys (state) WHERE state = 'current';
CREATE UNIQUE INDEX signing_keys_one_next ON auth.signing_keys (state) WHERE state = 'next';

-- What an operator changed; everything else comes from the environment.
CREATE TABLE auth.project_settings (
    project    text PRIMARY KEY,
    overrides  jsonb       NOT NULL DEFAULT '{}', -- an object, names as in the Management API
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- What the other services were last told.
CREATE TABLE auth.published_settings (
    project      text PRIMARY KEY,
    sequence     bigint      NOT NULL,
    data         jsonb       NOT NULL,
    published_at timestamptz NOT NULL
);
