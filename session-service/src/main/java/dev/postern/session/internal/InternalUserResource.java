package dev.postern.session.internal;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.session.session.Sessions;
import dev.postern.session.user.Users;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Tells other services what they must know of a user. */
@Path("/internal/users")
@Requires(CallerKind.SERVICE)
@Produces(MediaType.APPLICATION_JSON)
public class InternalUserResource {

    record Answer(UserFlags user) {}

    private static final String PASSKEY_DELETED = "passkey_deleted";

    private final Users users;
    private final Sessions sessions;

    InternalUserResource(Users users, Sessions sessions) {
        this.users = users;
        this.sessions = sessions;
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "The flags of a user; a banned user is no error here")
    public Uni<Answer> find(@PathParam("id") String id) {
        return users.byId(Identifiers.read(id, Problem.USER_ID_NOT_UUID))
                .map(
                        user ->
                                new Answer(
                                        UserFlags.of(
                                                user.orElseThrow(
                                                        () ->
                                                                ApiProblem.of(
                                                                        Problem.USER_NOT_FOUND)))));
    }

    @DELETE
    @Path("/{id}/sessions")
    @Operation(summary = "End the sessions that a passkey of the user opened")
    public Uni<Void> revoke(
            @PathParam("id") String id, @QueryParam("credential_id") String credentialId) {
        return sessions.revokeOfPasskey(
                Identifiers.read(id, Problem.USER_ID_NOT_UUID),
                Identifiers.read(credentialId, InternalProblem.CREDENTIAL_ID_NOT_UUID),
                PASSKEY_DELETED);
    }
}
