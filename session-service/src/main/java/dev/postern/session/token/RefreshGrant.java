package dev.postern.session.token;

import dev.postern.problem.ApiProblem;
import dev.postern.session.client.Client;
import dev.postern.session.session.OpenedSession;
import dev.postern.session.session.SessionState;
import dev.postern.session.session.Sessions;
import dev.postern.session.settings.AuthSettings;
import dev.postern.session.settings.Settings;
import dev.postern.session.statement.Statements;
import dev.postern.session.statement.StoreFailure;
import dev.postern.session.user.User;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * Exchanges a refresh token. The newest token of a session moves its counter on; the one before it
 * stands for a lost answer or a second tab and yields the newest again, without time limit; an
 * older one does within the reuse interval; any other use ends the session.
 */
@ApplicationScoped
class RefreshGrant {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private record Refreshed(
            String refusal, boolean moved, boolean recent, SessionState session, User user) {}

    /** How a refresh came about, for the response headers that log pipelines read. */
    record Outcome(OpenedSession opened, boolean reused) {}

    private final RefreshTokens refreshTokens;
    private final ImportedRefreshTokens importedTokens;
    private final Statements statements;
    private final Sessions sessions;
    private final Settings settings;

    RefreshGrant(
            RefreshTokens refreshTokens,
            ImportedRefreshTokens importedTokens,
            Statements statements,
            Sessions sessions,
            Settings settings) {
        this.refreshTokens = refreshTokens;
        this.importedTokens = importedTokens;
        this.statements = statements;
        this.sessions = sessions;
        this.settings = settings;
    }

    Uni<Outcome> refresh(String presented, Client client) {
        return ImportedRefreshTokens.isForeign(presented)
                ? importedTokens.find(presented).chain(token -> use(token, true, client))
                : use(refreshTokens.read(presented), false, client);
    }

    private Uni<Outcome> use(RefreshToken token, boolean imported, Client client) {
        AuthSettings policy = settings.auth();
        return statements
                .one(
                        RefreshStatement.REFRESH,
                        Refreshed.class,
                        token.sessionId(),
                        token.counter(),
                        client.userAgent(),
                        client.address(),
                        policy.sessionsTimebox(),
                        policy.sessionsInactivityTimeout(),
                        policy.sessionsSinglePerUser(),
                        policy.securityRefreshTokenReuseInterval(),
                        imported)
                .onFailure(StoreFailure::isWait)
                .transform(
                        failure ->
                                ApiProblem.of(TokenProblem.TOO_MANY_REFRESHES)
                                        .retryAfter(RETRY)
                                        .causedBy(failure))
                .chain(refreshed -> judge(token, refreshed, client));
    }

    private Uni<Outcome> judge(RefreshToken token, Optional<Refreshed> answer, Client client) {
        Refreshed refreshed = answer.orElseThrow(() -> ApiProblem.of(TokenProblem.SESSION_GONE));
        if (refreshed.refusal() != null) {
            throw ApiProblem.of(refusal(refreshed.refusal()));
        }
        long ahead = refreshed.session().refreshTokenCounter() - token.counter();
        if (ahead <= 0) {
            throw ApiProblem.of(TokenProblem.NOT_ISSUED_HERE);
        }
        if (ahead == 1 || refreshed.recent()) {
            return Uni.createFrom()
                    .item(
                            new Outcome(
                                    new OpenedSession(refreshed.user(), refreshed.session()),
                                    !refreshed.moved()));
        }
        return refuseReuse(token, client);
    }

    private Uni<Outcome> refuseReuse(RefreshToken token, Client client) {
        if (!settings.auth().refreshTokenRotationEnabled()) {
            throw ApiProblem.of(TokenProblem.ALREADY_USED);
        }
        ApiProblem refusal =
                ApiProblem.of(TokenProblem.ALREADY_USED)
                        .withHeader("sb-auth-refresh-token-rotated", "true");
        return sessions.revokeForReuse(token.sessionId(), client)
                .chain(() -> Uni.createFrom().failure(refusal));
    }

    private static TokenProblem refusal(String grounds) {
        return switch (grounds) {
            case "BANNED" -> TokenProblem.REFRESH_USER_BANNED;
            case "INACTIVE" -> TokenProblem.SESSION_INACTIVE;
            case "SUPERSEDED" -> TokenProblem.SESSION_SUPERSEDED;
            default -> TokenProblem.SESSION_EXPIRED;
        };
    }
}
