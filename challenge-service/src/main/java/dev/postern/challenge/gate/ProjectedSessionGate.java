package dev.postern.challenge.gate;

import dev.postern.auth.AccessToken;
import dev.postern.auth.Caller;
import dev.postern.auth.SessionGate;
import dev.postern.challenge.projection.KnownUser;
import dev.postern.challenge.projection.ProjectionStore;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/**
 * Refuses whom the projections know to be gone or banned. A user they have not heard of yet passes:
 * the token is genuine, and options open nothing.
 */
@ApplicationScoped
class ProjectedSessionGate implements SessionGate {

    private final ProjectionStore projections;

    ProjectedSessionGate(ProjectionStore projections) {
        this.projections = projections;
    }

    @Override
    public Uni<Void> check(AccessToken token, Caller caller) {
        return projections
                .session(token.userId(), token.sessionId())
                .invoke(ProjectedSessionGate::refuseTheGone)
                .invoke(known -> known.user().ifPresent(caller::attach))
                .replaceWithVoid();
    }

    private static void refuseTheGone(ProjectionStore.KnownSession known) {
        if (known.user().filter(KnownUser::deleted).isPresent()) {
            throw ApiProblem.of(Problem.USER_NOT_FOUND_FROM_TOKEN);
        }
        if (known.revoked()) {
            throw ApiProblem.of(Problem.SESSION_NOT_FOUND);
        }
        if (known.user().filter(user -> user.isBanned(Instant.now())).isPresent()) {
            throw ApiProblem.of(Problem.USER_BANNED);
        }
    }
}
