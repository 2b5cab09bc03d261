-- When a user proved who they are: a fork inherits it from its parent, so that limits counted from a
-- sign-in hold for everything that was forked from it.
ALTER TABLE auth.sessions ADD COLUMN signed_in_at timestamptz;

COMMENT ON COLUMN auth.sessions.signed_in_at IS
    'of a fork: when the sign-in happened that it descends from; else null, and created_at says it';

-- Refresh tokens that another server issued before its project was taken over. Each stands for one
-- count of its session: the active one for the count in the session's row (0 for an imported one), the
-- one it replaced for one less. The first use exchanges it for a token of ours, of which nothing is
-- stored; the row stays to recognise a retry and, later, a reuse.
CREATE TABLE auth.refresh_tokens (
    token_hash text PRIMARY KEY CHECK (token_hash ~ '^[0-9a-f]{64}$'), -- SHA-256, hexadecimal
    session_id uuid   NOT NULL REFERENCES auth.sessions ON DELETE CASCADE,
    counter    bigint NOT NULL DEFAULT 0 CHECK (counter <= 0)
);

CREATE INDEX refresh_tokens_session_id_idx ON auth.refresh_tokens (session_id);

-- How long the longest token lives that a key has signed: a key that signs no more verifies that long.
ALTER TABLE auth.signing_keys ADD COLUMN longest_token_life bigint NOT NULL DEFAULT 0; -- seconds
