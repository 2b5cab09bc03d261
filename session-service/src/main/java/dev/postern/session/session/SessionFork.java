package dev.postern.session.session;

import dev.postern.session.client.Client;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * What it takes to fork a session.
 *
 * @param parentId the session that vouches for the new one
 * @param target where the new session is going to live, e.g. {@code web}
 * @param binding the key of that place; kept with the session
 * @param label what its user calls it
 * @param life how long it lives at most; the parent's end still holds
 * @param client who asks for it, which is not who will use it
 */
public record SessionFork(
        UUID userId,
        UUID parentId,
        String target,
        String binding,
        Optional<String> label,
        Optional<Duration> life,
        Client client) {}
