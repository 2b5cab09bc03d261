package dev.postern.credential.registration;

import dev.postern.auth.Caller;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.credential.VerifyRequest;
import dev.postern.credential.gate.UserGates;
import dev.postern.credential.record.Actor;
import dev.postern.edge.ClientAddress;
import dev.postern.settings.PasskeysEnabled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /passkeys/registration/verify} of the Supabase dialect. */
@Path("/auth/v1/passkeys/registration")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@Requires(CallerKind.USER)
@PasskeysEnabled
@Tag(name = "passkeys")
public class RegistrationResource {

    private final RegistrationCeremony ceremony;
    private final UserGates gates;
    private final Caller caller;
    private final ClientAddress addresses;

    RegistrationResource(
            RegistrationCeremony ceremony,
            UserGates gates,
            Caller caller,
            ClientAddress addresses) {
        this.ceremony = ceremony;
        this.gates = gates;
        this.caller = caller;
        this.addresses = addresses;
    }

    @POST
    @Path("/verify")
    @Operation(
            operationId = "verifyPasskeyRegistration",
            summary = "Stores the passkey that an authenticator made for a challenge")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = VerifyRequest.class)))
    @APIResponse(
            responseCode = "200",
            description = "The passkey is stored",
            content = @Content(schema = @Schema(implementation = RegisteredPasskey.class)))
    @APIResponse(
            responseCode = "400",
            description =
                    "bad_json, validation_failed, webauthn_challenge_not_found,"
                            + " webauthn_challenge_expired or webauthn_verification_failed")
    @APIResponse(responseCode = "401", description = "no_authorization")
    @APIResponse(
            responseCode = "403",
            description =
                    "bad_jwt, user_not_found, session_not_found, user_banned, no_authorization"
                            + " (anonymous user), insufficient_aal, email_not_confirmed or"
                            + " phone_not_confirmed")
    @APIResponse(responseCode = "404", description = "passkey_disabled")
    @APIResponse(
            responseCode = "422",
            description =
                    "too_many_passkeys, webauthn_credential_exists or validation_failed (SSO user)")
    @APIResponse(responseCode = "429", description = "over_request_rate_limit")
    public Uni<RegisteredPasskey> verify(byte[] body, @Context HttpServerRequest request) {
        gates.mayRegister();
        return ceremony.verify(
                        VerifyRequest.read(body),
                        new Actor(caller.user().userId(), caller.user().role()),
                        addresses.of(request))
                .map(RegisteredPasskey::of);
    }
}
