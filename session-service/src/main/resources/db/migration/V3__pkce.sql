-- A link of the PKCE flow leads on with a code, for whoever knows the verifier of this flow.
ALTER TABLE auth.one_time_tokens
    ADD COLUMN flow_state_id uuid REFERENCES auth.flow_state ON DELETE SET NULL;

CREATE INDEX one_time_tokens_flow_state_id_idx ON auth.one_time_tokens (flow_state_id)
    WHERE flow_state_id IS NOT NULL;

COMMENT ON COLUMN auth.flow_state.auth_code
    IS 'SHA-256 of the code in hex, empty until one is issued';
