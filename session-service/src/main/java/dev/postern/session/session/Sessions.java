package dev.postern.session.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.session.client.Client;
import dev.postern.session.session.OpeningRefused.Grounds;
import dev.postern.session.settings.AuthSettings;
import dev.postern.session.settings.Settings;
import dev.postern.session.statement.Statements;
import dev.postern.session.user.User;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Opens and revokes sessions, each by one statement that also leaves the event and the audit. */
@ApplicationScoped
public class Sessions {

    /** Which of a user's sessions end. */
    public enum Scope {
        GLOBAL,
        LOCAL,
        OTHERS
    }

    private record Opened(String refusal, User user, Long openedAt) {}

    private final Statements statements;
    private final Settings settings;

    Sessions(Statements statements, Settings settings) {
        this.statements = statements;
        this.settings = settings;
    }

    /**
     * Opens a session; fails with {@link OpeningRefused} when the user may not have one. All checks
     * and writes are one statement.
     */
    public Uni<OpenedSession> open(SessionOpening opening) {
        UUID id = UUID.randomUUID();
        return statements
                .one(
                        SessionStatements.OPEN,
                        Opened.class,
                        opening.userId(),
                        id,
                        opening.method(),
                        opening.demandsConfirmation(),
                        opening.client().userAgent(),
                        opening.client().address(),
                        opening.credentialId().map(UUID::toString).orElse(null),
                        opening.newPasswordHash().orElse(null),
                        opening.aal())
                .map(opened -> opened(opened, id, opening));
    }

    /**
     * Forks a session: the child has its own row, its own tokens and its own end, and never more
     * assurance than its parent. All checks and writes are one statement.
     *
     * @return the child; empty when the parent is over
     */
    public Uni<Optional<OpenedSession>> fork(SessionFork fork) {
        AuthSettings policy = settings.auth();
        return statements.one(
                ForkStatement.FORK,
                OpenedSession.class,
                fork.userId(),
                fork.parentId(),
                UUID.randomUUID(),
                fork.target(),
                fork.binding(),
                fork.label().orElse(null),
                fork.life().map(life -> Long.toString(life.toSeconds())).orElse(null),
                fork.client().address(),
                policy.sessionsTimebox(),
                policy.sessionsInactivityTimeout(),
                policy.sessionsSinglePerUser());
    }

    /**
     * Ends sessions of a user, so that neither their access nor their refresh tokens work again.
     * Where more than one may end, the user's row is locked first, so that a fork under way is seen
     * and a later one finds its parent gone; this asks for a transaction in hand.
     *
     * @param current the session that {@code LOCAL} ends and {@code OTHERS} spares
     * @param reason one of the reasons of {@code dev.postern.sessions.revoked}
     * @return how many sessions ended
     */
    public Uni<Integer> revoke(UUID userId, Scope scope, Optional<UUID> current, String reason) {
        return hold(userId, scope)
                .chain(() -> revokeHeld(userId, scope, current, reason))
                .map(row -> row.map(json -> json.path("revoked").asInt()).orElse(0));
    }

    /** Ends the sessions that a passkey of a user opened. */
    public Uni<Void> revokeOfPasskey(UUID userId, UUID credentialId, String reason) {
        return statements
                .one(
                        SessionStatements.REVOKE_OF_PASSKEY,
                        userId,
                        credentialId,
                        reason,
                        settings.auth().jwtExp())
                .replaceWithVoid();
    }

    private Uni<Boolean> hold(UUID userId, Scope scope) {
        return scope == Scope.LOCAL
                ? Uni.createFrom().item(false)
                : statements.one(SessionStatements.HOLD_USER, userId).map(Optional::isPresent);
    }

    private Uni<Optional<JsonNode>> revokeHeld(
            UUID userId, Scope scope, Optional<UUID> current, String reason) {
        return statements.one(
                SessionStatements.REVOKE,
                userId,
                scope.name().toLowerCase(Locale.ROOT),
                current.map(UUID::toString).orElse(null),
                reason,
                settings.auth().jwtExp());
    }

    /** Ends one session whose refresh token was used once too often. */
    public Uni<Void> revokeForReuse(UUID sessionId, Client client) {
        return statements
                .one(
                        SessionStatements.REVOKE_FOR_REUSE,
                        sessionId,
                        client.address(),
                        settings.auth().jwtExp())
                .map(Optional<JsonNode>::isPresent)
                .replaceWithVoid();
    }

    private OpenedSession opened(Optional<Opened> answer, UUID id, SessionOpening opening) {
        Opened opened = answer.orElseThrow(() -> new OpeningRefused(Grounds.USER_NOT_FOUND));
        if (opened.refusal() != null) {
            throw new OpeningRefused(Grounds.valueOf(opened.refusal()));
        }
        Map<String, Object> claim =
                Map.of("method", opening.method(), "timestamp", opened.openedAt());
        return new OpenedSession(
                opened.user(),
                new SessionState(id, opening.aal(), 0, List.of(claim), end(opened.openedAt())));
    }

    private Instant end(long openedAt) {
        long timebox = settings.auth().sessionsTimebox();
        return timebox > 0 ? Instant.ofEpochSecond(openedAt + timebox) : null;
    }
}
