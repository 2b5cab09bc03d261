package dev.postern.session.token;

import dev.postern.auth.Caller;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import dev.postern.problem.Problem;
import dev.postern.session.client.Clients;
import dev.postern.session.limit.RequestLimits;
import dev.postern.session.session.SessionFork;
import dev.postern.session.session.Sessions;
import dev.postern.session.session.UserSessionGate.CallerSession;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/**
 * Gives a signed-in user a second session with tokens of its own, to hand to another device: each
 * is refreshed and revoked without the other.
 */
@Path("/auth/v1/sessions/fork")
@Requires(CallerKind.USER)
public class ForkResource {

    private final Caller caller;
    private final Sessions sessions;
    private final SessionTokens tokens;
    private final RequestLimits limits;
    private final Clients clients;

    ForkResource(
            Caller caller,
            Sessions sessions,
            SessionTokens tokens,
            RequestLimits limits,
            Clients clients) {
        this.caller = caller;
        this.sessions = sessions;
        this.tokens = tokens;
        this.limits = limits;
        this.clients = clients;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Fork the session: a child with its own tokens, for another device")
    @RequestBody(content = @Content(schema = @Schema(implementation = ForkRequest.class)))
    public Uni<Response> fork(byte[] body, @Context HttpServerRequest request) {
        CallerSession current = caller.attached(CallerSession.class);
        ForkRequest wish = JsonBody.read(body, ForkRequest.class).validated();
        UUID user = current.user().id();
        SessionFork fork =
                new SessionFork(
                        user,
                        current.sessionId()
                                .orElseThrow(() -> ApiProblem.of(Problem.SESSION_NOT_FOUND)),
                        wish.target(),
                        wish.binding(),
                        wish.givenLabel(),
                        wish.life(),
                        clients.of(request));
        return limits.fork(user)
                .chain(() -> sessions.fork(fork))
                .map(child -> child.orElseThrow(() -> ApiProblem.of(Problem.SESSION_NOT_FOUND)))
                .chain(tokens::issue)
                .map(grant -> grant.response().build());
    }
}
