package dev.postern.credential.record;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A row of the credential table, for reading: writes are statements of their own. */
@Entity
@Immutable
@Table(schema = "auth", name = "webauthn_credentials")
public class CredentialEntity {

    @Id public UUID id;

    @Column(name = "user_id", nullable = false)
    public UUID userId;

    @Column(name = "credential_id", nullable = false)
    public byte[] credentialId;

    @Column(name = "public_key", nullable = false)
    public byte[] publicKey;

    @Column(name = "sign_count", nullable = false)
    public long signCount;

    @Column(name = "backup_eligible", nullable = false)
    public boolean backupEligible;

    @Column(name = "friendly_name", nullable = false)
    public String friendlyName;

    @Column(name = "created_at", nullable = false)
    public Instant createdAt;

    @Column(name = "last_used_at")
    public Instant lastUsedAt;

    CredentialRecord toRecord() {
        return new CredentialRecord(id, userId, credentialId, publicKey, signCount, backupEligible);
    }
}
