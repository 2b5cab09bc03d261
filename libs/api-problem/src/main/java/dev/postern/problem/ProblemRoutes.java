package dev.postern.problem;

import dev.postern.edge.EdgeConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Catches what fails outside of any resource: unknown paths, bodies over the limit, malformed
 * requests.
 */
@ApplicationScoped
public class ProblemRoutes {

    private static final int AFTER_CORS = 800;
    private static final int FIRST = Integer.MIN_VALUE;
    private static final int[] STATUSES = {400, 401, 403, 404, 405, 406, 413, 414, 415, 431, 500};

    private final ProblemRenderer renderer;
    private final EdgeConfig config;

    ProblemRoutes(ProblemRenderer renderer, EdgeConfig config) {
        this.renderer = renderer;
        this.config = config;
    }

    void limitBodies(@Observes Filters filters) {
        filters.register(BodyHandler.create(false).setBodyLimit(config.maxBodySize()), AFTER_CORS);
    }

    void catchAll(@Observes Router router) {
        router.route().order(FIRST).failureHandler(this::end);
        for (int status : STATUSES) {
            router.errorHandler(status, this::end);
        }
    }

    private void end(RoutingContext context) {
        Throwable failure = context.failure();
        if (context.statusCode() == 413 && context.normalizedPath().contains("/passkeys")) {
            renderer.end(ApiProblem.of(Problem.BODY_UNREADABLE), context);
        } else if (context.statusCode() > 0 && context.statusCode() != 500) {
            renderer.end(FailureTranslation.ofStatus(context.statusCode()), context);
        } else {
            renderer.end(
                    failure == null ? ApiProblem.of(Problem.UNEXPECTED_FAILURE) : failure, context);
        }
    }
}
