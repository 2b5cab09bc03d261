package dev.postern.problem;

import dev.postern.edge.EdgeConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
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
    private static final int TOO_LARGE = 413;
    private static final int FIRST = Integer.MIN_VALUE;
    private static final int[] STATUSES = {400, 401, 403, 404, 405, 406, 413, 414, 415, 431, 500};

    private final ProblemRenderer renderer;
    private final EdgeConfig config;

    ProblemRoutes(ProblemRenderer renderer, EdgeConfig config) {
        this.renderer = renderer;
        this.config = config;
    }

    void boundBodies(@Observes Filters filters) {
        BodyHandler bounded = BodyHandler.create(false).setBodyLimit(config.maxBodySize());
        filters.register(context -> boundBody(context, bounded), AFTER_CORS);
    }

    /**
     * A declared length is believed and compared; a chunked body of HTTP/1 is read here, so that it
     * ends at the limit. The frames of HTTP/2 are bounded by {@code quarkus.http.limits}.
     */
    private void boundBody(RoutingContext context, BodyHandler bounded) {
        HttpServerRequest request = context.request();
        String declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (declared != null && Long.parseLong(declared) > config.maxBodySize()) {
            context.fail(TOO_LARGE);
        } else if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                && !request.isEnded()) {
            bounded.handle(context);
        } else {
            context.next();
        }
    }

    void catchAll(@Observes Router router) {
        router.route().order(FIRST).failureHandler(this::end);
        for (int status : STATUSES) {
            router.errorHandler(status, this::end);
        }
    }

    private void end(RoutingContext context) {
        Throwable failure = context.failure();
        if (context.statusCode() == TOO_LARGE && context.normalizedPath().contains("/passkeys")) {
            renderer.end(ApiProblem.of(Problem.BODY_UNREADABLE), context);
        } else if (context.statusCode() > 0 && context.statusCode() != 500) {
            renderer.end(FailureTranslation.ofStatus(context.statusCode()), context);
        } else {
            renderer.end(
                    failure == null ? ApiProblem.of(Problem.UNEXPECTED_FAILURE) : failure, context);
        }
    }
}
