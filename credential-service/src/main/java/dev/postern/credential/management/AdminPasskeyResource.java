package dev.postern.credential.management;

import dev.postern.auth.Caller;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.credential.VerifyRequest;
import dev.postern.credential.record.Actor;
import dev.postern.credential.record.CredentialRepository;
import dev.postern.credential.session.SessionClient;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * {@code /admin/users/{user_id}/passkeys} of the Supabase dialect: any user's passkeys. Answers
 * with passkeys turned off, too, so that they can be cleaned up.
 */
@Path("/auth/v1/admin/users/{user_id}/passkeys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@Requires(CallerKind.ADMIN)
@Tag(name = "admin")
public class AdminPasskeyResource {

    private final CredentialRepository credentials;
    private final PasskeyDeletion deletion;
    private final SessionClient sessions;
    private final Caller caller;

    AdminPasskeyResource(
            CredentialRepository credentials,
            PasskeyDeletion deletion,
            SessionClient sessions,
            Caller caller) {
        this.credentials = credentials;
        this.deletion = deletion;
        this.sessions = sessions;
        this.caller = caller;
    }

    @GET
    @Operation(operationId = "adminListPasskeys", summary = "A user's passkeys, oldest first")
    @APIResponse(responseCode = "200", description = "An array, empty when there is none")
    @APIResponse(responseCode = "401", description = "no_authorization")
    @APIResponse(responseCode = "403", description = "not_admin")
    @APIResponse(responseCode = "404", description = "user_not_found or validation_failed")
    public Uni<List<PasskeyItem>> list(@PathParam("user_id") String userId) {
        return existing(userId).chain(credentials::listOf).map(PasskeyItem::of);
    }

    @DELETE
    @Path("/{passkey_id}")
    @Operation(operationId = "adminDeletePasskey", summary = "Deletes a user's passkey for good")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "401", description = "no_authorization")
    @APIResponse(responseCode = "403", description = "not_admin")
    @APIResponse(responseCode = "404", description = "user_not_found or validation_failed")
    public Uni<RestResponse<Void>> delete(
            @PathParam("user_id") String userId,
            @PathParam("passkey_id") String passkeyId,
            @QueryParam("revoke_sessions") boolean revokeSessions) {
        Actor admin = new Actor(null, caller.adminRole().orElseThrow());
        return existing(userId)
                .chain(
                        user ->
                                deletion.delete(
                                        PasskeyResource.idOf(passkeyId),
                                        user,
                                        admin,
                                        revokeSessions,
                                        false));
    }

    private Uni<UUID> existing(String userId) {
        if (!VerifyRequest.isUuid(userId)) {
            throw ApiProblem.of(Problem.USER_ID_NOT_UUID);
        }
        UUID id = UUID.fromString(userId);
        return sessions.user(id).replaceWith(id);
    }
}
