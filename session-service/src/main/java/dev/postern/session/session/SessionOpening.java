package dev.postern.session.session;

import dev.postern.session.client.Client;
import java.util.Optional;
import java.util.UUID;

/**
 * What it takes to open a session.
 *
 * @param method how the user proved who they are, a value of the {@code amr} claim
 * @param demandsConfirmation whether an address that is not confirmed is a refusal
 * @param credentialId the passkey record, when a passkey opens it
 * @param newPasswordHash replaces the stored hash in the same step
 * @param aal the assurance that the proof reaches
 */
public record SessionOpening(
        UUID userId,
        String method,
        Client client,
        boolean demandsConfirmation,
        Optional<UUID> credentialId,
        Optional<String> newPasswordHash,
        String aal) {

    /** Opens a session for one factor. */
    public SessionOpening(
            UUID userId,
            String method,
            Client client,
            boolean demandsConfirmation,
            Optional<UUID> credentialId,
            Optional<String> newPasswordHash) {
        this(userId, method, client, demandsConfirmation, credentialId, newPasswordHash, "aal1");
    }

    /** Opens a session for a user whose proof implies a confirmed address. */
    public static SessionOpening by(String method, UUID userId, Client client) {
        return new SessionOpening(
                userId, method, client, false, Optional.empty(), Optional.empty());
    }
}
