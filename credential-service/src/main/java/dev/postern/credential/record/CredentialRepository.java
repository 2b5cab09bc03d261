package dev.postern.credential.record;

import dev.postern.credential.CredentialProblem;
import dev.postern.credential.relyingparty.Refusal;
import dev.postern.credential.relyingparty.VerifiedAuthentication;
import dev.postern.credential.relyingparty.VerifiedRegistration;
import dev.postern.problem.ApiProblem;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * Reads credential records as entities and writes them in single statements, which need no round
 * trips for a transaction around them.
 */
@ApplicationScoped
public class CredentialRepository implements PanacheRepositoryBase<CredentialEntity, UUID> {

    private final Pool pool;

    CredentialRepository(Pool pool) {
        this.pool = pool;
    }

    /** The record an authenticator calls by this id. */
    @WithSession
    public Uni<Optional<CredentialRecord>> findByCredentialId(byte[] credentialId) {
        return find("credentialId", credentialId)
                .firstResult()
                .map(row -> Optional.ofNullable(row).map(CredentialEntity::toRecord));
    }

    /** A user's passkeys, oldest first. */
    public Uni<List<Passkey>> listOf(UUID userId) {
        return pool.preparedQuery(CredentialStatements.LIST)
                .execute(Tuple.of(userId))
                .map(
                        rows ->
                                StreamSupport.stream(rows.spliterator(), false)
                                        .map(CredentialRepository::toPasskey)
                                        .toList());
    }

    /**
     * Stores a new record unless the user has {@code most} already.
     *
     * @return what was stored; fails with {@code CHALLENGE_NOT_FOUND} when the challenge was used
     *     before, {@code TOO_MANY_PASSKEYS} or {@code CREDENTIAL_EXISTS}
     */
    public Uni<Passkey> register(
            byte[] challengeHash,
            VerifiedRegistration verified,
            String friendlyName,
            int most,
            Actor owner) {
        Tuple values =
                Tuple.tuple()
                        .addBuffer(buffer(challengeHash))
                        .addUUID(owner.id())
                        .addLong((long) most)
                        .addBuffer(buffer(verified.credentialId()))
                        .addBuffer(buffer(verified.publicKey()))
                        .addString(verified.attestationFormat())
                        .addUUID(verified.aaguid())
                        .addLong(verified.signCount())
                        .addValue(new JsonArray(verified.transports()))
                        .addBoolean(verified.backupEligible())
                        .addBoolean(verified.backedUp())
                        .addString(friendlyName)
                        .addBoolean(verified.userVerified())
                        .addString(owner.role());
        return pool.withTransaction(
                        connection ->
                                lock(connection, owner.id())
                                        .chain(
                                                () ->
                                                        connection
                                                                .preparedQuery(
                                                                        CredentialStatements
                                                                                .REGISTER)
                                                                .execute(values)))
                .map(rows -> registered(rows.iterator().next()));
    }

    /**
     * Records a verified assertion.
     *
     * @param rejectsClones whether a counter that does not rise is refused
     * @return whether the credential is suspected to be cloned; fails with {@code
     *     CHALLENGE_NOT_FOUND} when the challenge was used before, and with a refusal when the
     *     record is gone or its counter is refused
     */
    public Uni<Boolean> authenticate(
            byte[] challengeHash, UUID id, VerifiedAuthentication verified, boolean rejectsClones) {
        Tuple values =
                Tuple.tuple()
                        .addBuffer(buffer(challengeHash))
                        .addUUID(id)
                        .addLong(verified.signCount())
                        .addBoolean(verified.userVerified())
                        .addBoolean(verified.backedUp())
                        .addBoolean(rejectsClones);
        return pool.preparedQuery(CredentialStatements.AUTHENTICATE)
                .execute(values)
                .map(rows -> used(rows.iterator().next(), rejectsClones));
    }

    /** Renames a passkey of its owner; empty when the owner has no such passkey. */
    public Uni<Optional<Passkey>> rename(UUID id, String friendlyName, Actor owner) {
        return pool.preparedQuery(CredentialStatements.RENAME)
                .execute(Tuple.of(id, owner.id(), friendlyName, owner.role()))
                .map(rows -> firstOf(rows));
    }

    /**
     * Deletes a passkey of a user.
     *
     * @param keepsLast whether the user's last passkey stays; deletions of one user then wait for
     *     each other
     */
    public Uni<Deletion> delete(UUID id, UUID userId, Actor actor, boolean keepsLast) {
        Tuple values =
                Tuple.tuple()
                        .addUUID(id)
                        .addUUID(userId)
                        .addUUID(actor.id())
                        .addString(actor.role())
                        .addBoolean(keepsLast);
        Uni<RowSet<Row>> deleted =
                keepsLast
                        ? pool.withTransaction(
                                connection ->
                                        lock(connection, userId)
                                                .chain(() -> delete(connection, values)))
                        : delete(pool, values);
        return deleted.map(rows -> deletion(rows.iterator().next()));
    }

    private static Uni<RowSet<Row>> delete(SqlClient client, Tuple values) {
        return client.preparedQuery(CredentialStatements.DELETE).execute(values);
    }

    private static Deletion deletion(Row row) {
        return new Deletion(
                row.getLong("deleted") > 0,
                row.getBoolean("known"),
                texts(row.getJsonArray("remaining")));
    }

    /** Forgets the challenges consumed longer ago than {@code retention}. */
    public Uni<Void> forgetChallenges(Duration retention) {
        return pool.preparedQuery(CredentialStatements.FORGET_CHALLENGES)
                .execute(Tuple.of((double) retention.toSeconds()))
                .replaceWithVoid();
    }

    /** Deletes every passkey of a user, in the transaction in hand. */
    public Uni<Long> deleteAllOf(UUID userId) {
        return getSession()
                .chain(
                        session ->
                                session.createNativeQuery(
                                                CredentialStatements.DELETE_ALL, Long.class)
                                        .setParameter(1, userId)
                                        .getSingleResult());
    }

    private static Optional<Passkey> firstOf(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(toPasskey(rows.iterator().next()));
    }

    private static Uni<Void> lock(SqlConnection connection, UUID userId) {
        return connection
                .preparedQuery(CredentialStatements.LOCK_USER)
                .execute(Tuple.of(userId.toString()))
                .replaceWithVoid();
    }

    private static Passkey registered(Row row) {
        if (!row.getBoolean("consumed")) {
            throw ApiProblem.of(CredentialProblem.CHALLENGE_NOT_FOUND);
        }
        if (!row.getBoolean("free")) {
            throw ApiProblem.of(CredentialProblem.TOO_MANY_PASSKEYS);
        }
        if (row.getUUID("id") == null) {
            throw ApiProblem.of(CredentialProblem.CREDENTIAL_EXISTS);
        }
        return toPasskey(row);
    }

    private static boolean used(Row row, boolean rejectsClones) {
        if (!row.getBoolean("consumed")) {
            throw ApiProblem.of(CredentialProblem.CHALLENGE_NOT_FOUND);
        }
        if (row.getUUID("id") == null) {
            throw Refusal.CREDENTIAL_UNKNOWN.problem();
        }
        boolean suspected = row.getBoolean("suspected");
        if (suspected && rejectsClones) {
            throw Refusal.COUNTER_NOT_RISING.problem();
        }
        return suspected;
    }

    private static Passkey toPasskey(Row row) {
        return new Passkey(
                row.getUUID("id"),
                row.getString("friendly_name"),
                instant(row, "created_at"),
                instant(row, "last_used_at"),
                row.getUUID("aaguid"),
                texts(row.getJsonArray("transports")),
                row.getBoolean("backup_eligible"),
                row.getBoolean("backed_up"),
                instant(row, "clone_suspected_at") != null);
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static List<String> texts(JsonArray array) {
        return array.stream().map(String::valueOf).toList();
    }

    private static Buffer buffer(byte[] bytes) {
        return Buffer.buffer(bytes);
    }
}
