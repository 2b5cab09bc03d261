package dev.postern.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.edge.RequestId;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;

/** Writes a failure in the dialect of its route and logs what must not be sent. */
@ApplicationScoped
public class ProblemRenderer {

    private static final Logger LOG = Logger.getLogger(ProblemRenderer.class);

    private final ObjectMapper json;

    ProblemRenderer(ObjectMapper json) {
        this.json = json;
    }

    /** The response to a failure of a resource. */
    public Response respond(Throwable failure, RoutingContext context) {
        Dialect.Envelope envelope = envelope(failure, context);
        Response.ResponseBuilder response =
                Response.status(envelope.problem().status())
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .entity(body(envelope));
        envelope.headers().forEach(response::header);
        envelope.problem().headers().forEach(response::header);
        return response.build();
    }

    /** Ends a request that failed before, or without, a resource. */
    public void end(Throwable failure, RoutingContext context) {
        if (context.response().headWritten()) {
            context.response().reset();
            return;
        }
        Dialect.Envelope envelope = envelope(failure, context);
        context.response()
                .setStatusCode(envelope.problem().status())
                .putHeader("Content-Type", MediaType.APPLICATION_JSON);
        envelope.headers().forEach(context.response()::putHeader);
        envelope.problem().headers().forEach(context.response()::putHeader);
        var ignored = context.response().end(body(envelope));
    }

    private Dialect.Envelope envelope(Throwable failure, RoutingContext context) {
        ApiProblem problem = FailureTranslation.toProblem(failure);
        log(problem, failure, context);
        return Dialect.at(context.normalizedPath())
                .envelope(
                        problem,
                        context.request().getHeader("X-Supabase-Api-Version"),
                        RequestId.of(context));
    }

    private static void log(ApiProblem problem, Throwable failure, RoutingContext context) {
        if (problem.status() >= 500) {
            LOG.errorf(
                    failure,
                    "%s %s failed with %d %s, request %s",
                    context.request().method(),
                    context.normalizedPath(),
                    problem.status(),
                    problem.code(),
                    RequestId.of(context));
        } else {
            LOG.debugf(
                    problem.getCause(),
                    "%s %s refused with %d %s",
                    context.request().method(),
                    context.normalizedPath(),
                    problem.status(),
                    problem.code());
        }
    }

    private String body(Dialect.Envelope envelope) {
        try {
            return json.writeValueAsString(envelope.body());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("an error envelope is always JSON", impossible);
        }
    }
}
