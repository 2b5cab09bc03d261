package dev.postern.session.signingkey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A signing key as it lies in the database, its private half sealed. */
@Entity
@Table(name = "signing_keys", schema = "auth")
public class SigningKeyEntity {

    static final String NEXT = "next";
    static final String CURRENT = "current";
    static final String PREVIOUS = "previous";

    @Id
    @Column(columnDefinition = "text")
    public String kid;

    @Column(columnDefinition = "text", nullable = false)
    public String algorithm;

    @Column(columnDefinition = "text", nullable = false)
    public String state;

    @Column(name = "public_key", columnDefinition = "bytea", nullable = false)
    public byte[] publicKey;

    @Column(name = "sealed_private_key", columnDefinition = "bytea", nullable = false)
    public byte[] sealedPrivateKey;

    @Column(name = "created_at", nullable = false)
    public Instant createdAt;

    @Column(name = "state_changed_at", nullable = false)
    public Instant stateChangedAt;
}
