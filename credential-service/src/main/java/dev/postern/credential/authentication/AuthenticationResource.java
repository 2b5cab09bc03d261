package dev.postern.credential.authentication;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.credential.VerifyRequest;
import dev.postern.credential.session.SessionAnswer;
import dev.postern.edge.ClientAddress;
import dev.postern.settings.PasskeysEnabled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code POST /passkeys/authentication/verify} of the Supabase dialect. */
@Path("/auth/v1/passkeys/authentication")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@Requires(CallerKind.ANYONE)
@PasskeysEnabled
@Tag(name = "passkeys")
public class AuthenticationResource {

    private final AuthenticationCeremony ceremony;
    private final ClientAddress addresses;

    AuthenticationResource(AuthenticationCeremony ceremony, ClientAddress addresses) {
        this.ceremony = ceremony;
        this.addresses = addresses;
    }

    @POST
    @Path("/verify")
    @Operation(
            operationId = "verifyPasskeyAuthentication",
            summary = "Signs in with a passkey's answer to a challenge")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = VerifyRequest.class)))
    @APIResponse(
            responseCode = "200",
            description = "The session: access_token, refresh_token, expires_in, user and so on",
            content = @Content(schema = @Schema(implementation = Object.class)))
    @APIResponse(
            responseCode = "400",
            description =
                    "bad_json, validation_failed, webauthn_challenge_not_found,"
                            + " webauthn_challenge_expired or webauthn_verification_failed")
    @APIResponse(
            responseCode = "403",
            description = "email_not_confirmed, phone_not_confirmed or user_banned")
    @APIResponse(responseCode = "404", description = "passkey_disabled")
    @APIResponse(responseCode = "429", description = "over_request_rate_limit")
    public Uni<RestResponse<byte[]>> verify(byte[] body, @Context HttpServerRequest request) {
        var device =
                new AuthenticationCeremony.Device(
                        addresses.of(request),
                        addresses.isForwarded(request),
                        request.getHeader(HttpHeaders.USER_AGENT));
        return ceremony.verify(VerifyRequest.read(body), device).map(SessionAnswer::unchanged);
    }
}
