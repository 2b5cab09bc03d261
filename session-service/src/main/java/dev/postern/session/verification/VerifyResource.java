package dev.postern.session.verification;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import dev.postern.session.client.Client;
import dev.postern.session.client.Clients;
import dev.postern.session.limit.RequestLimits;
import dev.postern.session.redirect.RedirectTargets;
import dev.postern.session.token.SessionTokens;
import dev.postern.session.verification.Verified.SignedIn;
import dev.postern.session.verification.Verified.WithAuthCode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Takes the codes people type and the links they follow. */
@Path("/auth/v1/verify")
@Requires(CallerKind.ANYONE)
public class VerifyResource {

    private static final String FIRST_OF_TWO =
            "Confirmation link accepted. Please proceed to confirm link sent to the other email";

    private final Verification verification;
    private final SessionTokens tokens;
    private final RedirectTargets redirects;
    private final RequestLimits limits;
    private final Clients clients;

    VerifyResource(
            Verification verification,
            SessionTokens tokens,
            RedirectTargets redirects,
            RequestLimits limits,
            Clients clients) {
        this.verification = verification;
        this.tokens = tokens;
        this.redirects = redirects;
        this.limits = limits;
        this.clients = clients;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Use a code, or the hash of a link")
    @RequestBody(content = @Content(schema = @Schema(implementation = VerifyRequest.class)))
    public Uni<Response> verify(byte[] body, @Context HttpServerRequest request) {
        Client client = clients.of(request);
        return limits.verify(client)
                .map(allowed -> JsonBody.read(body, VerifyRequest.class).proof())
                .chain(proof -> verification.verify(proof, client))
                .chain(this::answer);
    }

    @GET
    @Operation(summary = "Follow a link: leads on with a session, a code, or what went wrong")
    public Uni<Response> follow(
            @QueryParam("token") String token,
            @QueryParam("type") String type,
            @QueryParam("redirect_to") String redirectTo,
            @Context HttpServerRequest request) {
        Client client = clients.of(request);
        Proof.Hash link = link(token, type);
        String target = redirects.of(redirectTo);
        return limits.verify(client)
                .chain(() -> verification.follow(link, client))
                .chain(verified -> arrive(verified, link, target))
                .onFailure(ApiProblem.class)
                .recoverWithItem(refusal -> turnAway((ApiProblem) refusal, link, target));
    }

    private static Proof.Hash link(String token, String type) {
        if (VerifyRequest.isEmpty(type)) {
            throw ApiProblem.of(VerificationProblem.NO_TYPE);
        }
        if (VerifyRequest.isEmpty(token)) {
            throw ApiProblem.of(VerificationProblem.NO_TOKEN_IN_LINK);
        }
        VerificationType known =
                VerificationType.of(type)
                        .orElseThrow(() -> ApiProblem.of(VerificationProblem.UNSUPPORTED_TYPE));
        return new Proof.Hash(known, token);
    }

    private Uni<Response> answer(Verified verified) {
        if (verified instanceof SignedIn signedIn) {
            return tokens.issue(signedIn.opened()).map(grant -> grant.response().build());
        }
        Map<String, String> message = new LinkedHashMap<>();
        message.put("msg", FIRST_OF_TWO);
        message.put("code", "200");
        return Uni.createFrom().item(Response.ok(message).build());
    }

    private Uni<Response> arrive(Verified verified, Proof.Hash link, String target) {
        Onward onward = new Onward(target, link.isPkce());
        if (verified instanceof SignedIn signedIn) {
            return tokens.issue(signedIn.opened())
                    .map(
                            grant ->
                                    onward.with("access_token", grant.accessToken())
                                            .with("expires_at", grant.expiresAt().getEpochSecond())
                                            .with("expires_in", grant.expiresIn())
                                            .with("refresh_token", grant.refreshToken())
                                            .with("token_type", "bearer")
                                            .with("type", link.type().wireName())
                                            .tell());
        }
        return Uni.createFrom()
                .item(
                        verified instanceof WithAuthCode code
                                ? onward.with("code", code.authCode()).tellInQuery()
                                : onward.with("message", FIRST_OF_TWO).tell());
    }

    private static Response turnAway(ApiProblem refusal, Proof.Hash link, String target) {
        if (refusal.status() >= 500 || refusal.status() == 429) {
            throw refusal;
        }
        return new Onward(target, link.isPkce())
                .with("error", refusal.status() == 403 ? "access_denied" : "invalid_request")
                .with("error_code", refusal.code())
                .with("error_description", refusal.getMessage())
                .tell();
    }
}
