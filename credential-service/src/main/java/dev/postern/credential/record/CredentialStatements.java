package dev.postern.credential.record;

/**
 * The writing statements. Each is complete in itself: the change, its event, and for a ceremony the
 * mark that its challenge is used up, all or nothing.
 */
final class CredentialStatements {

    private static final String OUTBOX =
            "INSERT INTO auth.outbox (topic, type, aggregate_id, sequence, payload)";

    private static final String TOPIC = "'postern.credentials.v1'";

    /** $1 owner. */
    static final String LIST =
            "SELECT * FROM auth.webauthn_credentials WHERE user_id = $1 ORDER BY created_at, id";

    /**
     * Serialises the registrations of one user until the transaction ends; the next statement then
     * counts what all before it have stored.
     */
    static final String LOCK_USER = "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))";

    /**
     * $1 challenge hash, $2 user, $3 most passkeys, $4 credential id, $5 public key, $6 format, $7
     * aaguid, $8 counter, $9 transports, $10 BE, $11 BS, $12 name, $13 UV, $14 actor's role.
     */
    static final String REGISTER =
            """
            WITH consumed AS (
                INSERT INTO auth.consumed_challenge (challenge_hash) VALUES ($1)
                ON CONFLICT DO NOTHING RETURNING 1),
            room AS (
                SELECT count(*) < $3 AS free FROM auth.webauthn_credentials WHERE user_id = $2),
            stored AS (
                INSERT INTO auth.webauthn_credentials (user_id, credential_id, public_key,
                    attestation_type, aaguid, sign_count, transports, backup_eligible, backed_up,
                    friendly_name, uv_initialized, event_sequence)
                SELECT $2, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1 FROM room
                WHERE room.free AND EXISTS (SELECT FROM consumed)
                ON CONFLICT (credential_id) DO NOTHING
                RETURNING *),
            event AS (
                %s
                SELECT %s, 'dev.postern.credentials.registered', id::text, event_sequence,
                    auth.credential_event(stored, false, $2, $14) FROM stored)
            SELECT EXISTS (SELECT FROM consumed) AS consumed, room.free, stored.*
            FROM room LEFT JOIN stored ON true
            """
                    .formatted(OUTBOX, TOPIC);

    /** The counter policy of WebAuthn Level 3 §7.2 step 22: in use and not higher is suspicious. */
    private static final String RISES = "($3 > c.sign_count OR ($3 = 0 AND c.sign_count = 0))";

    /**
     * $1 challenge hash, $2 record, $3 counter, $4 UV, $5 BS, $6 whether a counter that does not
     * rise is refused. The comparison is made on the row as it is when its lock is held, so of two
     * racing clones one is found out.
     */
    static final String AUTHENTICATE =
            """
            WITH consumed AS (
                INSERT INTO auth.consumed_challenge (challenge_hash) VALUES ($1)
                ON CONFLICT DO NOTHING RETURNING 1),
            used AS (
                UPDATE auth.webauthn_credentials AS c SET
                    sign_count = greatest(c.sign_count, $3),
                    backed_up = CASE WHEN RISES OR NOT $6 THEN $5 ELSE c.backed_up END,
                    uv_initialized = coalesce(c.uv_initialized, false) OR $4,
                    last_used_at = CASE WHEN RISES OR NOT $6 THEN now() ELSE c.last_used_at END,
                    updated_at = now(),
                    clone_suspected_at = CASE WHEN RISES THEN c.clone_suspected_at ELSE now() END,
                    event_sequence = c.event_sequence + CASE WHEN RISES THEN 0 ELSE 1 END
                WHERE c.id = $2 AND EXISTS (SELECT FROM consumed)
                RETURNING c.*),
            event AS (
                %s
                SELECT %s, 'dev.postern.credentials.clone-suspected', id::text, event_sequence,
                    auth.credential_event(used, false, NULL, NULL) FROM used
                WHERE clone_suspected_at = now())
            SELECT EXISTS (SELECT FROM consumed) AS consumed, used.id,
                coalesce(used.clone_suspected_at = now(), false) AS suspected
            FROM (VALUES (1)) AS one LEFT JOIN used ON true
            """
                    .replace("RISES", RISES)
                    .formatted(OUTBOX, TOPIC);

    /** $1 record, $2 owner, $3 name, $4 actor's role. */
    static final String RENAME =
            """
            WITH renamed AS (
                UPDATE auth.webauthn_credentials SET friendly_name = $3, updated_at = now(),
                    event_sequence = event_sequence + 1
                WHERE id = $1 AND user_id = $2 RETURNING *),
            event AS (
                %s
                SELECT %s, 'dev.postern.credentials.renamed', id::text, event_sequence,
                    auth.credential_event(renamed, false, $2, $4) FROM renamed)
            SELECT * FROM renamed
            """
                    .formatted(OUTBOX, TOPIC);

    /**
     * $1 record, $2 owner, $3 actor, $4 actor's role, $5 whether the user's last passkey stays. The
     * deletion is followed by a tombstone. The answer tells what is left.
     */
    static final String DELETE =
            deletion(
                    """
                    id = $1 AND user_id = $2 AND (NOT $5 OR EXISTS (
                        SELECT FROM auth.webauthn_credentials AS other
                        WHERE other.user_id = $2 AND other.id <> $1))
                    """,
                    "$3::uuid",
                    "$4::text",
                    """
                    count(*) AS deleted,
                        EXISTS (SELECT FROM auth.webauthn_credentials
                            WHERE id = $1 AND user_id = $2) AS known,
                        (SELECT coalesce(jsonb_agg(auth.base64url(credential_id)), '[]')
                            FROM auth.webauthn_credentials
                            WHERE user_id = $2 AND id <> $1) AS remaining
                    """);

    /** ?1 owner; run in the session of a transaction. */
    static final String DELETE_ALL = deletion("user_id = ?1", "NULL", "NULL", "count(*)");

    /** $1 how many seconds to remember. */
    static final String FORGET_CHALLENGES =
            """
            DELETE FROM auth.consumed_challenge
            WHERE consumed_at < now() - make_interval(secs => $1)
            """;

    private CredentialStatements() {}

    private static String deletion(String which, String actor, String role, String answer) {
        return """
               WITH deleted AS (
                   DELETE FROM auth.webauthn_credentials WHERE %s RETURNING *),
               event AS (
                   %s
                   SELECT %s, 'dev.postern.credentials.deleted', id::text,
                       event_sequence + 1 + tombstone,
                       CASE WHEN tombstone = 0
                           THEN auth.credential_event(deleted, true, %s, %s) END
                   FROM deleted CROSS JOIN (VALUES (0), (1)) AS step (tombstone)
                   ORDER BY id, tombstone)
               SELECT %s FROM deleted
               """
                .formatted(which, OUTBOX, TOPIC, actor, role, answer);
    }
}
