package dev.postern.session.verification;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.captcha.Captcha;
import dev.postern.problem.JsonBody;
import dev.postern.session.client.Client;
import dev.postern.session.client.Clients;
import dev.postern.session.limit.RequestLimits;
import dev.postern.session.redirect.RedirectTargets;
import dev.postern.session.settings.Settings;
import dev.postern.session.verification.Resend.Pending;
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
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Sends a mail again; the answer is the same whether or not there was anybody to send it to. */
@Path("/auth/v1/resend")
@Requires(CallerKind.ANYONE)
public class ResendResource {

    private final Resend resend;
    private final ConfirmationMail mail;
    private final RedirectTargets redirects;
    private final Settings settings;
    private final Captcha captcha;
    private final RequestLimits limits;
    private final Clients clients;

    ResendResource(
            Resend resend,
            ConfirmationMail mail,
            RedirectTargets redirects,
            Settings settings,
            Captcha captcha,
            RequestLimits limits,
            Clients clients) {
        this.resend = resend;
        this.mail = mail;
        this.redirects = redirects;
        this.settings = settings;
        this.captcha = captcha;
        this.limits = limits;
        this.clients = clients;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Send a confirmation again")
    @RequestBody(content = @Content(schema = @Schema(implementation = ResendRequest.class)))
    public Uni<Map<String, String>> resend(
            byte[] body,
            @QueryParam("redirect_to") String redirectTo,
            @Context HttpServerRequest request) {
        Client client = clients.of(request);
        return limits.otp(client)
                .chain(() -> captcha.demand(body, request))
                .map(allowed -> JsonBody.read(body, ResendRequest.class))
                .chain(wish -> renew(wish, client))
                .chain(pending -> send(pending, redirects.of(redirectTo)))
                .replaceWith(Map.of());
    }

    private Uni<Optional<Pending>> renew(ResendRequest wish, Client client) {
        String email = wish.address(settings.auth());
        return wish.isForSignUp()
                ? resend.confirmation(email, client)
                : Uni.createFrom().item(Optional.<Pending>empty());
    }

    private Uni<Void> send(Optional<Pending> pending, String redirectTo) {
        return pending.map(p -> mail.send(p.userId(), p.code(), redirectTo))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }
}
