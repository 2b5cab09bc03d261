package dev.postern.credential.record;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** What a sign-in reads of a row of the credential table; all else is statements. */
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

    CredentialRecord toRecord() {
        return new CredentialRecord(id, userId, credentialId, publicKey, signCount, backupEligible);
    }
}
