package dev.postern.credential.management;

import dev.postern.auth.Caller;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.credential.CredentialProblem;
import dev.postern.credential.VerifyRequest;
import dev.postern.credential.gate.UserGates;
import dev.postern.credential.record.Actor;
import dev.postern.credential.record.CredentialRepository;
import dev.postern.credential.signal.Signals;
import dev.postern.problem.ApiProblem;
import dev.postern.settings.PasskeysEnabled;
import dev.postern.settings.SettingsSource;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** {@code /passkeys} of the Supabase dialect: a user's own passkeys. */
@Path("/auth/v1/passkeys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@Requires(CallerKind.USER)
@PasskeysEnabled
@Tag(name = "passkeys")
public class PasskeyResource {

    private final CredentialRepository credentials;
    private final PasskeyDeletion deletion;
    private final UserGates gates;
    private final Caller caller;
    private final Signals signals;
    private final SettingsSource settings;

    PasskeyResource(
            CredentialRepository credentials,
            PasskeyDeletion deletion,
            UserGates gates,
            Caller caller,
            Signals signals,
            SettingsSource settings) {
        this.credentials = credentials;
        this.deletion = deletion;
        this.gates = gates;
        this.caller = caller;
        this.signals = signals;
        this.settings = settings;
    }

    @GET
    @Operation(operationId = "listPasskeys", summary = "The user's passkeys, oldest first")
    @APIResponse(responseCode = "200", description = "An array, empty when there is none")
    @APIResponse(responseCode = "401", description = "no_authorization")
    @APIResponse(responseCode = "404", description = "passkey_disabled")
    public Uni<List<PasskeyItem>> list() {
        return credentials.listOf(caller.user().userId()).map(PasskeyItem::of);
    }

    @PATCH
    @Path("/{passkey_id}")
    @Operation(operationId = "renamePasskey", summary = "Gives a passkey another name")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = RenameRequest.class)))
    @APIResponse(
            responseCode = "200",
            description = "The passkey after the change",
            content = @Content(schema = @Schema(implementation = PasskeyItem.class)))
    @APIResponse(responseCode = "400", description = "bad_json or validation_failed")
    @APIResponse(responseCode = "401", description = "no_authorization")
    @APIResponse(
            responseCode = "404",
            description = "validation_failed (no such passkey) or passkey_disabled")
    public Uni<RestResponse<PasskeyItem>> rename(
            @PathParam("passkey_id") String passkeyId, byte[] body) {
        UUID id = idOf(passkeyId);
        return credentials
                .rename(id, RenameRequest.read(body).friendlyName(), owner())
                .map(renamed -> renamed.orElseThrow(PasskeyResource::notFound))
                .map(
                        renamed ->
                                ResponseBuilder.ok(PasskeyItem.of(renamed))
                                        .header(Signals.HEADER, signals.currentUser(caller.user()))
                                        .build());
    }

    @DELETE
    @Path("/{passkey_id}")
    @Operation(operationId = "deletePasskey", summary = "Deletes a passkey for good")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "401", description = "no_authorization")
    @APIResponse(responseCode = "403", description = "insufficient_aal")
    @APIResponse(
            responseCode = "404",
            description = "validation_failed (no such passkey) or passkey_disabled")
    @APIResponse(
            responseCode = "422",
            description =
                    "last_sign_in_method, where the project keeps a user's last way to sign in")
    public Uni<RestResponse<Void>> delete(
            @PathParam("passkey_id") String passkeyId,
            @Parameter(description = "Ends the sessions that the passkey opened, too")
                    @QueryParam("revoke_sessions")
                    boolean revokeSessions) {
        gates.mayRemove();
        boolean keepsLast =
                settings.current().passkeys().keepsLastMethod() && !gates.hasOtherMethod();
        return deletion.delete(
                idOf(passkeyId), caller.user().userId(), owner(), revokeSessions, keepsLast);
    }

    private Actor owner() {
        return new Actor(caller.user().userId(), caller.user().role());
    }

    static UUID idOf(String passkeyId) {
        if (!VerifyRequest.isUuid(passkeyId)) {
            throw notFound();
        }
        return UUID.fromString(passkeyId);
    }

    private static ApiProblem notFound() {
        return ApiProblem.of(CredentialProblem.PASSKEY_NOT_FOUND);
    }
}
