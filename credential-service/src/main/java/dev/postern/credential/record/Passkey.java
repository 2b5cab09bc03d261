package dev.postern.credential.record;

import java.time.Instant;
import java.util.UUID;

/**
 * A credential record as its owner knows it.
 *
 * @param id the record's own id
 * @param friendlyName what the owner calls it; may be empty
 * @param createdAt when it was registered
 * @param lastUsedAt when it last signed somebody in; null when never
 */
public record Passkey(UUID id, String friendlyName, Instant createdAt, Instant lastUsedAt) {}
