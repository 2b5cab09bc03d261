-- What the schema "auth" of a Supabase project looks like once it is renamed: the tables that the
-- import reads, as Supabase Auth creates them.
CREATE SCHEMA supabase;

CREATE TYPE supabase.aal_level AS ENUM ('aal1', 'aal2', 'aal3');
CREATE TYPE supabase.factor_type AS ENUM ('totp', 'webauthn', 'phone');
CREATE TYPE supabase.factor_status AS ENUM ('unverified', 'verified');

CREATE TABLE supabase.users (
    instance_id uuid NULL,
    id uuid NOT NULL PRIMARY KEY,
    aud varchar(255) NULL,
    "role" varchar(255) NULL,
    email varchar(255) NULL,
    encrypted_password varchar(255) NULL,
    email_confirmed_at timestamptz NULL,
    invited_at timestamptz NULL,
    confirmation_token varchar(255) NULL,
    confirmation_sent_at timestamptz NULL,
    recovery_token varchar(255) NULL,
    recovery_sent_at timestamptz NULL,
    email_change_token_new varchar(255) NULL,
    email_change varchar(255) NULL,
    email_change_sent_at timestamptz NULL,
    last_sign_in_at timestamptz NULL,
    raw_app_meta_data jsonb NULL,
    raw_user_meta_data jsonb NULL,
    is_super_admin bool NULL,
    created_at timestamptz NULL,
    updated_at timestamptz NULL,
    phone text NULL DEFAULT NULL UNIQUE,
    phone_confirmed_at timestamptz NULL,
    phone_change text NULL DEFAULT '',
    phone_change_token varchar(255) NULL DEFAULT '',
    phone_change_sent_at timestamptz NULL,
    confirmed_at timestamptz GENERATED ALWAYS AS (LEAST(email_confirmed_at, phone_confirmed_at)) STORED,
    email_change_token_current varchar(255) NULL DEFAULT '',
    email_change_confirm_status smallint NULL DEFAULT 0
        CHECK (email_change_confirm_status >= 0 AND email_change_confirm_status <= 2),
    banned_until timestamptz NULL,
    reauthentication_token varchar(255) NULL DEFAULT '',
    reauthentication_sent_at timestamptz NULL,
    is_sso_user boolean NOT NULL DEFAULT false,
    deleted_at timestamptz NULL,
    is_anonymous boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX users_email_partial_key ON supabase.users (email) WHERE (is_sso_user = false);

CREATE TABLE supabase.identities (
    provider_id text NOT NULL,
    user_id uuid NOT NULL REFERENCES supabase.users ON DELETE CASCADE,
    identity_data jsonb NOT NULL,
    provider text NOT NULL,
    last_sign_in_at timestamptz NULL,
    created_at timestamptz NULL,
    updated_at timestamptz NULL,
    email text GENERATED ALWAYS AS (lower(identity_data ->> 'email')) STORED,
    id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    CONSTRAINT identities_provider_id_provider_unique UNIQUE (provider_id, provider)
);

CREATE TABLE supabase.mfa_factors (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES supabase.users ON DELETE CASCADE,
    friendly_name text NULL,
    factor_type supabase.factor_type NOT NULL,
    status supabase.factor_status NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    secret text NULL,
    phone text NULL,
    last_challenged_at timestamptz UNIQUE NULL,
    web_authn_credential jsonb NULL,
    web_authn_aaguid uuid NULL
);

CREATE TABLE supabase.sessions (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES supabase.users ON DELETE CASCADE,
    created_at timestamptz NULL,
    updated_at timestamptz NULL,
    factor_id uuid NULL,
    aal supabase.aal_level NULL,
    not_after timestamptz NULL,
    refreshed_at timestamp NULL,
    user_agent text NULL,
    ip inet NULL,
    tag text NULL,
    oauth_client_id uuid NULL,
    refresh_token_hmac_key text NULL,
    refresh_token_counter bigint NULL,
    scopes text NULL
);

CREATE TABLE supabase.mfa_amr_claims (
    session_id uuid NOT NULL REFERENCES supabase.sessions ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    authentication_method text NOT NULL,
    id uuid NOT NULL PRIMARY KEY
);

CREATE TABLE supabase.refresh_tokens (
    instance_id uuid NULL,
    id bigserial NOT NULL PRIMARY KEY,
    "token" varchar(255) NULL UNIQUE,
    user_id varchar(255) NULL,
    revoked bool NULL,
    created_at timestamptz NULL,
    updated_at timestamptz NULL,
    parent varchar(255) NULL,
    session_id uuid NULL REFERENCES supabase.sessions ON DELETE CASCADE
);
