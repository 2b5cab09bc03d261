package dev.postern.credential.signup;

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

/** {@code POST /passkeys/signup/verify}: more than the Supabase dialect has. */
@Path("/auth/v1/passkeys/signup")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@Requires(CallerKind.ANYONE)
@PasskeysEnabled
@Tag(name = "passkeys")
public class SignUpResource {

    private final SignUpCeremony ceremony;
    private final ClientAddress addresses;

    SignUpResource(SignUpCeremony ceremony, ClientAddress addresses) {
        this.ceremony = ceremony;
        this.addresses = addresses;
    }

    @POST
    @Path("/verify")
    @Operation(
            operationId = "verifyPasskeySignUp",
            summary = "Makes a user of a passkey's answer to a sign-up challenge")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SignUpRequest.class)))
    @APIResponse(
            responseCode = "200",
            description = "The first session of the new user",
            content = @Content(schema = @Schema(implementation = Object.class)))
    @APIResponse(
            responseCode = "400",
            description =
                    "bad_json, validation_failed, webauthn_challenge_not_found,"
                            + " webauthn_challenge_expired or webauthn_verification_failed")
    @APIResponse(
            responseCode = "403",
            description = "email_not_confirmed, where addresses must be confirmed first")
    @APIResponse(responseCode = "404", description = "passkey_disabled")
    @APIResponse(
            responseCode = "422",
            description = "signup_disabled, user_already_exists or webauthn_credential_exists")
    @APIResponse(responseCode = "429", description = "over_request_rate_limit")
    public Uni<RestResponse<byte[]>> verify(byte[] body, @Context HttpServerRequest request) {
        VerifyRequest answer = VerifyRequest.read(body);
        var device =
                new SignUpCeremony.Device(
                        addresses.of(request),
                        addresses.isForwarded(request),
                        request.getHeader(HttpHeaders.USER_AGENT));
        return ceremony.verify(answer, SignUpRequest.read(body), device)
                .map(SessionAnswer::unchanged);
    }
}
