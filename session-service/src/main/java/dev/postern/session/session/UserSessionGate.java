package dev.postern.session.session;

import dev.postern.auth.AccessToken;
import dev.postern.auth.Caller;
import dev.postern.auth.SessionGate;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.session.settings.Settings;
import dev.postern.session.statement.Statements;
import dev.postern.session.user.User;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/**
 * The authority on whether a user and a session exist. Its one statement also loads the user, which
 * it leaves with the caller as {@link CallerSession}.
 */
@ApplicationScoped
public class UserSessionGate implements SessionGate {

    /** What the gate found. */
    public record CallerSession(User user, Optional<UUID> sessionId, String aal) {}

    private record Found(User user, String aal) {}

    /** Parameters: user, session or null, timebox. A session past its end is none. */
    private static final String FIND =
            """
            SELECT CAST(jsonb_build_object(
                'user', %s,
                'aal', (SELECT s.aal FROM auth.sessions s
                        WHERE s.id = CAST(CAST(?2 AS text) AS uuid) AND s.user_id = u.id
                            AND coalesce(%s > now(), true))) AS text)
            FROM auth.users u WHERE u.id = ?1
            """
                    .formatted(User.DOCUMENT, SessionLimits.end("?3"));

    private final Statements statements;
    private final Settings settings;

    UserSessionGate(Statements statements, Settings settings) {
        this.statements = statements;
        this.settings = settings;
    }

    @Override
    public Uni<Void> check(AccessToken token, Caller caller) {
        return find(token.userId(), token.sessionId()).invoke(caller::attach).replaceWithVoid();
    }

    /** The user and, where one is named, the session; fails with the refusal of the gates. */
    public Uni<CallerSession> find(UUID userId, Optional<UUID> sessionId) {
        return statements
                .one(
                        FIND,
                        Found.class,
                        userId,
                        sessionId.map(UUID::toString).orElse(null),
                        settings.auth().sessionsTimebox())
                .map(found -> admit(found, sessionId));
    }

    private static CallerSession admit(Optional<Found> answer, Optional<UUID> sessionId) {
        Found found = answer.orElseThrow(() -> ApiProblem.of(Problem.USER_NOT_FOUND_FROM_TOKEN));
        if (sessionId.isPresent() && found.aal() == null) {
            throw ApiProblem.of(Problem.SESSION_NOT_FOUND);
        }
        if (found.user().isBanned()) {
            throw ApiProblem.of(Problem.USER_BANNED);
        }
        return new CallerSession(
                found.user(), sessionId, Optional.ofNullable(found.aal()).orElse("aal1"));
    }
}
