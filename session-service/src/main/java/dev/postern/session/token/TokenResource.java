package dev.postern.session.token;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.captcha.Captcha;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import dev.postern.session.client.Client;
import dev.postern.session.client.Clients;
import dev.postern.session.limit.RequestLimits;
import dev.postern.session.session.SessionGrant;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Exchanges a password, a refresh token or a code of the PKCE flow for a session's tokens. */
@Path("/auth/v1/token")
@Requires(CallerKind.ANYONE)
public class TokenResource {

    private final PasswordGrant passwordGrant;
    private final RefreshGrant refreshGrant;
    private final PkceGrant pkceGrant;
    private final SessionTokens tokens;
    private final Captcha captcha;
    private final RequestLimits limits;
    private final Clients clients;

    TokenResource(
            PasswordGrant passwordGrant,
            RefreshGrant refreshGrant,
            PkceGrant pkceGrant,
            SessionTokens tokens,
            Captcha captcha,
            RequestLimits limits,
            Clients clients) {
        this.passwordGrant = passwordGrant;
        this.refreshGrant = refreshGrant;
        this.pkceGrant = pkceGrant;
        this.tokens = tokens;
        this.captcha = captcha;
        this.limits = limits;
        this.clients = clients;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Sign in with a password, refresh a session, or exchange the code of a link")
    @RequestBody(content = @Content(schema = @Schema(implementation = TokenRequest.class)))
    public Uni<Response> grant(
            byte[] body,
            @QueryParam("grant_type") String grantType,
            @Context HttpServerRequest request) {
        Client client = clients.of(request);
        return limits.token(client).chain(() -> exchange(grantType, body, client, request));
    }

    private Uni<Response> exchange(
            String grantType, byte[] body, Client client, HttpServerRequest request) {
        return switch (grantType == null ? "" : grantType) {
            case "password" ->
                    captcha.demand(body, request)
                            .map(person -> JsonBody.read(body, TokenRequest.class))
                            .chain(wish -> password(wish, client));
            case "refresh_token" -> refresh(JsonBody.read(body, TokenRequest.class), client);
            case "pkce" -> pkce(JsonBody.read(body, TokenRequest.class), client);
            default -> throw ApiProblem.of(TokenProblem.UNSUPPORTED_GRANT);
        };
    }

    private Uni<Response> password(TokenRequest request, Client client) {
        return passwordGrant
                .signIn(request, client)
                .chain(tokens::issue)
                .map(grant -> grant.response().build());
    }

    private Uni<Response> pkce(TokenRequest request, Client client) {
        return pkceGrant
                .exchange(request, client)
                .chain(tokens::issue)
                .map(grant -> grant.response().build());
    }

    private Uni<Response> refresh(TokenRequest request, Client client) {
        return refreshGrant
                .refresh(request.refreshToken(), client)
                .chain(
                        outcome ->
                                tokens.issue(outcome.opened())
                                        .map(grant -> refreshed(grant, outcome.reused())));
    }

    private static Response refreshed(SessionGrant grant, boolean reused) {
        return grant.response()
                .header("sb-auth-refresh-token-reuse", reused)
                .header("sb-auth-refresh-token-reuse-cause", reused ? "concurrent" : null)
                .header("sb-auth-refresh-token-rotated", "false")
                .build();
    }
}
