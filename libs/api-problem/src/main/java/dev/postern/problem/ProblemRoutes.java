package dev.postern.problem;

import dev.postern.edge.EdgeConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
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

    void readBodies(@Observes Filters filters) {
        BodyHandler bounded = BodyHandler.create(false).setBodyLimit(config.maxBodySize());
        filters.register(context -> readBody(context, bounded), AFTER_CORS);
        filters.register(ProblemRoutes::noBodyIsAnEmptyBody, AFTER_CORS - 1);
    }

    /** A request that ended without a body has nothing left that the handler could wait for. */
    private static void readBody(RoutingContext context, BodyHandler bounded) {
        if (context.request().isEnded()) {
            context.next();
        } else {
            bounded.handle(context);
        }
    }

    /** A resource that reads a body would wait for one that was already read as absent. */
    private static void noBodyIsAnEmptyBody(RoutingContext context) {
        if (context.body().buffer() == null) {
            ((RoutingContextInternal) context).setBody(Buffer.buffer());
        }
        context.next();
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
