package dev.postern.qr.claim;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import dev.postern.qr.application.Applications;
import dev.postern.qr.handoff.Connection;
import dev.postern.qr.handoff.Handoff;
import dev.postern.qr.handoff.QrProblem;
import dev.postern.qr.handoff.State;
import dev.postern.qr.handoff.Tokens;
import dev.postern.settings.QrApplication;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Claim, approve, deny and state, for a phone that presents app key and access token. */
@Path("/qr/v1/sessions/{sid}")
@Requires(CallerKind.ANYONE)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class PhoneResource {

    private static final String V1 = "v1";
    private static final int DIGITS = 2;

    private final Applications applications;
    private final Phones phones;
    private final Claims claims;
    private final Decisions decisions;
    private final Outcomes outcomes;

    PhoneResource(
            Applications applications,
            Phones phones,
            Claims claims,
            Decisions decisions,
            Outcomes outcomes) {
        this.applications = applications;
        this.phones = phones;
        this.claims = claims;
        this.decisions = decisions;
        this.outcomes = outcomes;
    }

    @POST
    @Path("/claim")
    @Operation(summary = "Make a scanned code this phone's own")
    @RequestBody(content = @Content(schema = @Schema(implementation = Requests.Claim.class)))
    public Uni<String> claim(
            @PathParam("sid") String sessionId,
            @HeaderParam("X-App-Key") String appKey,
            byte[] body,
            HttpServerRequest request) {
        QrApplication application = applications.ofKey(appKey);
        String handshake = Tokens.random();
        Uni<String> reply =
                phones.identify(request, application)
                        .chain(
                                phone -> {
                                    Requests.Claim claim =
                                            JsonBody.read(body, Requests.Claim.class);
                                    claim.check();
                                    Claims.Claimant claimant =
                                            new Claims.Claimant(
                                                    phone,
                                                    claim.device(),
                                                    claim.keyHash() == null ? "" : claim.keyHash(),
                                                    Tokens.hash(handshake));
                                    return claims.claim(application, sessionId, claimant)
                                            .map(c -> reply(application, c, phone, handshake));
                                });
        return outcomes.count("claim", application, sessionId, reply);
    }

    @POST
    @Path("/approve")
    @Operation(summary = "Send the sealed payload to the page")
    @RequestBody(content = @Content(schema = @Schema(implementation = Requests.Approve.class)))
    public Uni<Response> approve(
            @PathParam("sid") String sessionId,
            @HeaderParam("X-App-Key") String appKey,
            byte[] body,
            HttpServerRequest request) {
        QrApplication application = applications.ofKey(appKey);
        Uni<State> approved =
                phones.identify(request, application)
                        .chain(
                                phone -> {
                                    Requests.Approve approve =
                                            JsonBody.read(body, Requests.Approve.class);
                                    approve.check();
                                    Decisions.Yes yes =
                                            new Decisions.Yes(
                                                    approve.handshakeToken(),
                                                    approve.enc().toJson().encode(),
                                                    V1,
                                                    approve.matchCode(),
                                                    Boolean.TRUE.equals(approve.trustBrowser()));
                                    return decisions.approve(application, sessionId, phone, yes);
                                });
        return outcomes.count("approve", application, sessionId, approved)
                .map(PhoneResource::status);
    }

    @POST
    @Path("/deny")
    @Operation(summary = "Refuse; nothing reaches the page")
    @RequestBody(content = @Content(schema = @Schema(implementation = Requests.Deny.class)))
    public Uni<String> deny(
            @PathParam("sid") String sessionId,
            @HeaderParam("X-App-Key") String appKey,
            byte[] body,
            HttpServerRequest request) {
        QrApplication application = applications.ofKey(appKey);
        Uni<Void> denied =
                phones.identify(request, application)
                        .chain(
                                phone -> {
                                    Requests.Deny deny = JsonBody.read(body, Requests.Deny.class);
                                    deny.check();
                                    return decisions.deny(
                                            application,
                                            sessionId,
                                            phone,
                                            deny.handshakeToken(),
                                            deny.reason() == null ? "user" : deny.reason());
                                });
        return outcomes.count("deny", application, sessionId, denied)
                .map(done -> new JsonObject().put("status", "denied").encode());
    }

    @GET
    @Operation(summary = "Where a claimed hand-off stands")
    public Uni<String> state(
            @PathParam("sid") String sessionId,
            @HeaderParam("X-App-Key") String appKey,
            @HeaderParam("X-Handshake-Token") String handshake,
            HttpServerRequest request) {
        QrApplication application = applications.ofKey(appKey);
        return phones.identify(request, application)
                .chain(
                        phone -> {
                            if (!Tokens.isWellFormed(handshake)) {
                                throw ApiProblem.of(QrProblem.INVALID_HANDSHAKE);
                            }
                            return decisions.state(application, sessionId, phone, handshake);
                        })
                .map(state -> new JsonObject().put("state", state.wireName()).encode());
    }

    private static Response status(State state) {
        boolean delivered = state == State.DELIVERED;
        return Response.status(delivered ? 200 : 202)
                .entity(
                        new JsonObject()
                                .put("status", delivered ? "delivered" : "accepted")
                                .encode())
                .build();
    }

    private static String reply(
            QrApplication application, Claims.Claimed claimed, Phone phone, String handshake) {
        Connection page = claimed.view().connection();
        Handoff handoff = claimed.view().handoffs().get(0);
        Screen screen = new Screen(application, page, claimed.risk(), phone);
        boolean matching = claimed.risk().mustMatch();
        return new JsonObject()
                .put("sessionId", handoff.id())
                .put("state", State.CLAIMED.wireName())
                .put("handshakeToken", handshake)
                .put("browserKey", page.browserKey())
                .put("decideBy", claimed.decideBy())
                .put("appId", application.id())
                .put("origin", page.origin())
                .put("app", new JsonObject().put("name", application.name()))
                .put("browser", screen.browser())
                .put("mobile", screen.mobile())
                .put("risk", screen.risk())
                .put(
                        "verification",
                        new JsonObject()
                                .put("mode", matching ? "enter" : "none")
                                .put("length", DIGITS))
                .put("userParameters", new JsonObject(page.userParameters()))
                .put("template", screen.template())
                .encode();
    }
}
