package dev.postern.session.verification;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.captcha.Captcha;
import dev.postern.problem.JsonBody;
import dev.postern.session.client.Client;
import dev.postern.session.client.Clients;
import dev.postern.session.limit.RequestLimits;
import dev.postern.session.mail.EmailChangeMails;
import dev.postern.session.pkce.CodeChallenge;
import dev.postern.session.redirect.RedirectTargets;
import dev.postern.session.settings.Settings;
import dev.postern.session.user.PendingEmailChange;
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
    private final CodeMails mails;
    private final EmailChangeMails emailChangeMails;
    private final MailPace pace;
    private final RedirectTargets redirects;
    private final Settings settings;
    private final Captcha captcha;
    private final RequestLimits limits;
    private final Clients clients;

    ResendResource(
            Resend resend,
            CodeMails mails,
            EmailChangeMails emailChangeMails,
            MailPace pace,
            RedirectTargets redirects,
            Settings settings,
            Captcha captcha,
            RequestLimits limits,
            Clients clients) {
        this.resend = resend;
        this.mails = mails;
        this.emailChangeMails = emailChangeMails;
        this.pace = pace;
        this.redirects = redirects;
        this.settings = settings;
        this.captcha = captcha;
        this.limits = limits;
        this.clients = clients;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Send a confirmation, or the mails of a change of address, again")
    @RequestBody(content = @Content(schema = @Schema(implementation = ResendRequest.class)))
    public Uni<Map<String, String>> resend(
            byte[] body,
            @QueryParam("redirect_to") String redirectTo,
            @Context HttpServerRequest request) {
        Client client = clients.of(request);
        return limits.otp(client)
                .chain(() -> captcha.demand(body, request))
                .map(allowed -> JsonBody.read(body, ResendRequest.class))
                .chain(wish -> send(wish, client, redirects.of(redirectTo)))
                .replaceWith(Map.of());
    }

    private Uni<Void> send(ResendRequest wish, Client client, String redirectTo) {
        String email = wish.address(settings.auth());
        Optional<CodeChallenge> challenge = wish.challenge();
        if (wish.isForSignUp()) {
            return resend.confirmation(email, challenge, client)
                    .chain(pending -> confirmation(pending, email, redirectTo));
        }
        return wish.isForEmailChange()
                ? resend.emailChange(email, challenge)
                        .chain(pending -> emailChange(pending, email, redirectTo))
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> confirmation(Optional<PendingMail> pending, String email, String redirectTo) {
        return pending.map(mail -> mails.send(mail, redirectTo))
                .orElseGet(() -> pace.demandOfStranger("confirmation", email));
    }

    private Uni<Void> emailChange(
            Optional<PendingEmailChange> pending, String email, String redirectTo) {
        return pending.isPresent()
                ? emailChangeMails.send(pending, redirectTo)
                : pace.demandOfStranger("email_change", email);
    }
}
