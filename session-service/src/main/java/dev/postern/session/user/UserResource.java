package dev.postern.session.user;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.auth.Caller;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import dev.postern.session.client.Client;
import dev.postern.session.client.Clients;
import dev.postern.session.limit.RequestLimits;
import dev.postern.session.mail.EmailChangeMails;
import dev.postern.session.redirect.RedirectTargets;
import dev.postern.session.session.UserSessionGate.CallerSession;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Shows a signed-in user to that user, and changes it. */
@Path("/auth/v1/user")
@Requires(CallerKind.USER)
@Produces(MediaType.APPLICATION_JSON)
public class UserResource {

    private final Caller caller;
    private final UserUpdate update;
    private final EmailChangeMails mails;
    private final RedirectTargets redirects;
    private final RequestLimits limits;
    private final Clients clients;

    UserResource(
            Caller caller,
            UserUpdate update,
            EmailChangeMails mails,
            RedirectTargets redirects,
            RequestLimits limits,
            Clients clients) {
        this.caller = caller;
        this.update = update;
        this.mails = mails;
        this.redirects = redirects;
        this.limits = limits;
        this.clients = clients;
    }

    @GET
    @Operation(summary = "The signed-in user")
    @NonBlocking
    public ObjectNode user(@HeaderParam("X-JWT-AUD") String audience) {
        String own = caller.user().audience();
        boolean names = audience != null && !audience.isEmpty();
        if (own.isEmpty() || (names && !audience.equals(own))) {
            throw ApiProblem.of(UserProblem.AUDIENCE_MISMATCH);
        }
        return UserJson.of(caller.attached(CallerSession.class).user());
    }

    @PUT
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Change address, password or metadata")
    @RequestBody(content = @Content(schema = @Schema(implementation = UserUpdateRequest.class)))
    public Uni<ObjectNode> update(
            byte[] body,
            @QueryParam("redirect_to") String redirectTo,
            @Context HttpServerRequest request) {
        Client client = clients.of(request);
        CallerSession session = caller.attached(CallerSession.class);
        return limits.otp(client)
                .map(allowed -> JsonBody.read(body, UserUpdateRequest.class))
                .chain(wish -> update.update(session, wish, client))
                .call(changed -> mails.send(changed.emailChange(), redirects.of(redirectTo)))
                .map(changed -> UserJson.of(changed.user()));
    }
}
