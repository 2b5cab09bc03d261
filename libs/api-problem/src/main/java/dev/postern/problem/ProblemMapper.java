package dev.postern.problem;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Sends every failure of a resource through the one renderer. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {

    private final ProblemRenderer renderer;
    private final CurrentVertxRequest request;

    ProblemMapper(ProblemRenderer renderer, CurrentVertxRequest request) {
        this.renderer = renderer;
        this.request = request;
    }

    @Override
    public Response toResponse(Throwable failure) {
        return renderer.respond(failure, request.getCurrent());
    }
}
