package dev.postern.credential.gate;

import dev.postern.auth.AccessToken;
import dev.postern.auth.Caller;
import dev.postern.auth.SessionGate;
import dev.postern.credential.session.Introspection;
import dev.postern.credential.session.SessionClient;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * Asks session-service, the authority, about the caller's session in one call, and leaves the
 * answer for the gates that follow.
 */
@ApplicationScoped
class IntrospectionGate implements SessionGate {

    private final SessionClient sessions;

    IntrospectionGate(SessionClient sessions) {
        this.sessions = sessions;
    }

    @Override
    public Uni<Void> check(AccessToken token, Caller caller) {
        return token.sessionId()
                .map(session -> sessions.introspect(session, token.userId()))
                .orElseGet(() -> userOf(token.userId()))
                .invoke(caller::attach)
                .replaceWithVoid();
    }

    /** A token without a session is as good as its user. */
    private Uni<Introspection> userOf(UUID id) {
        return sessions.user(id)
                .onFailure(IntrospectionGate::isNotFound)
                .transform(gone -> ApiProblem.of(Problem.USER_NOT_FOUND_FROM_TOKEN).causedBy(gone))
                .invoke(
                        found -> {
                            if (found.user().banned()) {
                                throw ApiProblem.of(Problem.USER_BANNED);
                            }
                        });
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof ApiProblem problem && problem.status() == 404;
    }
}
