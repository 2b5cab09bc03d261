package dev.postern.session.internal;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.session.user.Users;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Tells other services what they must know of a user. */
@Path("/internal/users")
@Requires(CallerKind.SERVICE)
@Produces(MediaType.APPLICATION_JSON)
public class InternalUserResource {

    record Answer(UserFlags user) {}

    private final Users users;

    InternalUserResource(Users users) {
        this.users = users;
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
}
