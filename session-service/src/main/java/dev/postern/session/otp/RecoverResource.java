package dev.postern.session.otp;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.JsonBody;
import dev.postern.session.client.Client;
import dev.postern.session.client.Clients;
import dev.postern.session.limit.RequestLimits;
import dev.postern.session.redirect.RedirectTargets;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Helps who forgot the password; the answer is the same whether or not there is such a user. */
@Path("/auth/v1/recover")
@Requires(CallerKind.ANYONE)
public class RecoverResource {

    private final Recovery recovery;
    private final RedirectTargets redirects;
    private final RequestLimits limits;
    private final Clients clients;

    RecoverResource(
            Recovery recovery, RedirectTargets redirects, RequestLimits limits, Clients clients) {
        this.recovery = recovery;
        this.redirects = redirects;
        this.limits = limits;
        this.clients = clients;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Mail a code and a link to set a new password with")
    @RequestBody(content = @Content(schema = @Schema(implementation = RecoverRequest.class)))
    public Uni<Map<String, String>> recover(
            byte[] body,
            @QueryParam("redirect_to") String redirectTo,
            @Context HttpServerRequest request) {
        Client client = clients.of(request);
        return limits.otp(client)
                .map(allowed -> JsonBody.read(body, RecoverRequest.class))
                .chain(wish -> recovery.send(wish, client, redirects.of(redirectTo)))
                .replaceWith(Map.of());
    }
}
