-- Takes over the passkeys of a Supabase project into the database of credential-service.
--
-- The project's table auth.webauthn_credentials must be here in the schema "supabase"
-- (docs/operations.md says how). One transaction, one row of counts. A passkey that is here already
-- is left as it is. The other services are told of every passkey, as one that role "import" added.

BEGIN;

WITH arrived AS (
    INSERT INTO auth.webauthn_credentials (id, user_id, credential_id, public_key,
        attestation_type, aaguid, sign_count, transports, backup_eligible, backed_up,
        friendly_name, created_at, updated_at, last_used_at, event_sequence)
    SELECT id, user_id, credential_id, public_key, attestation_type, aaguid, sign_count,
        transports, backup_eligible, backed_up, friendly_name, created_at, updated_at,
        last_used_at, 1
    FROM supabase.webauthn_credentials
    ON CONFLICT DO NOTHING
    RETURNING *),
event AS (
    INSERT INTO auth.outbox (topic, type, aggregate_id, sequence, payload)
    SELECT 'postern.credentials.v1', 'dev.postern.credentials.registered', id::text,
        event_sequence, auth.credential_event(arrived, false, NULL, 'import')
    FROM arrived)
SELECT
    (SELECT count(*) FROM supabase.webauthn_credentials) AS passkeys_found,
    (SELECT count(*) FROM arrived) AS passkeys;

COMMIT;
