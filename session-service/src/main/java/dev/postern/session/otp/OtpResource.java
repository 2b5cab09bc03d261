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

/** Mails a code and a link to sign in with, under the two names the API has for it. */
@Path("/auth/v1")
@Requires(CallerKind.ANYONE)
public class OtpResource {

    private final MagicLink magicLink;
    private final RedirectTargets redirects;
    private final RequestLimits limits;
    private final Clients clients;

    OtpResource(
            MagicLink magicLink, RedirectTargets redirects, RequestLimits limits, Clients clients) {
        this.magicLink = magicLink;
        this.redirects = redirects;
        this.limits = limits;
        this.clients = clients;
    }

    @POST
    @Path("/otp")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Mail a code and a link to sign in, or up, with")
    @RequestBody(content = @Content(schema = @Schema(implementation = OtpRequest.class)))
    public Uni<Map<String, String>> otp(
            byte[] body,
            @QueryParam("redirect_to") String redirectTo,
            @Context HttpServerRequest request) {
        Client client = clients.of(request);
        return limits.otp(client)
                .map(allowed -> JsonBody.read(body, OtpRequest.class).toEmailOrPhone())
                .chain(wish -> magicLink.send(wish, client, redirects.of(redirectTo)))
                .replaceWith(Map.of());
    }

    @POST
    @Path("/magiclink")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The same as /otp, for e-mail addresses alone")
    @RequestBody(content = @Content(schema = @Schema(implementation = OtpRequest.class)))
    public Uni<Map<String, String>> magicLink(
            byte[] body,
            @QueryParam("redirect_to") String redirectTo,
            @Context HttpServerRequest request) {
        Client client = clients.of(request);
        return limits.otp(client)
                .map(allowed -> JsonBody.read(body, OtpRequest.class).toEmail())
                .chain(wish -> magicLink.send(wish, client, redirects.of(redirectTo)))
                .replaceWith(Map.of());
    }
}
