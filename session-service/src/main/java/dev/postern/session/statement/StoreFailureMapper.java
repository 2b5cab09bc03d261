package dev.postern.session.statement;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.problem.ProblemRenderer;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.pgclient.PgException;
import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers for Postgres: an outage is a 503 that clients retry, unstorable input is theirs. */
class StoreFailureMapper {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ProblemRenderer renderer;
    private final CurrentVertxRequest request;

    StoreFailureMapper(ProblemRenderer renderer, CurrentVertxRequest request) {
        this.renderer = renderer;
        this.request = request;
    }

    @ServerExceptionMapper
    Response ofHibernate(PersistenceException failure) {
        return renderer.respond(translate(failure), request.getCurrent());
    }

    @ServerExceptionMapper
    Response ofDriver(PgException failure) {
        return renderer.respond(translate(failure), request.getCurrent());
    }

    private static Throwable translate(Throwable failure) {
        if (StoreFailure.isOutage(failure)) {
            return ApiProblem.of(Problem.UNAVAILABLE).retryAfter(RETRY).causedBy(failure);
        }
        if (StoreFailure.isUnstorable(failure)) {
            return ApiProblem.of(Problem.MALFORMED_REQUEST).causedBy(failure);
        }
        return failure;
    }
}
