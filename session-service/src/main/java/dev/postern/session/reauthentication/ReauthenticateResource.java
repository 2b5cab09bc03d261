package dev.postern.session.reauthentication;

import dev.postern.auth.Caller;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.session.client.Client;
import dev.postern.session.client.Clients;
import dev.postern.session.limit.RequestLimits;
import dev.postern.session.session.UserSessionGate.CallerSession;
import dev.postern.session.verification.CodeMails;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Mails a signed-in user the nonce without which an old session changes no password. */
@Path("/auth/v1/reauthenticate")
@Requires(CallerKind.USER)
@Produces(MediaType.APPLICATION_JSON)
public class ReauthenticateResource {

    private final Caller caller;
    private final Nonces nonces;
    private final CodeMails mails;
    private final RequestLimits limits;
    private final Clients clients;

    ReauthenticateResource(
            Caller caller, Nonces nonces, CodeMails mails, RequestLimits limits, Clients clients) {
        this.caller = caller;
        this.nonces = nonces;
        this.mails = mails;
        this.limits = limits;
        this.clients = clients;
    }

    @GET
    @Operation(summary = "Mail a nonce for a change of password")
    public Uni<Map<String, String>> reauthenticate(@Context HttpServerRequest request) {
        Client client = clients.of(request);
        CallerSession session = caller.attached(CallerSession.class);
        return limits.otp(client)
                .chain(() -> nonces.issue(session.user().id(), client))
                .chain(pending -> mails.send(pending, ""))
                .replaceWith(Map.of());
    }
}
