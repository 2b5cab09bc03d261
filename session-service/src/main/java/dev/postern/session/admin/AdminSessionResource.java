package dev.postern.session.admin;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.internal.Identifiers;
import dev.postern.session.session.Sessions;
import dev.postern.session.session.Sessions.Scope;
import dev.postern.session.user.UserEntity;
import dev.postern.session.user.UserRepository;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Signs a user out of everything, for administrators who do not hold the user's token. */
@Path("/auth/v1/admin/users/{id}/sessions")
@Requires(CallerKind.ADMIN)
public class AdminSessionResource {

    private final Administrators administrators;
    private final UserRepository users;
    private final Sessions sessions;
    private final AuditLog audit;

    AdminSessionResource(
            Administrators administrators,
            UserRepository users,
            Sessions sessions,
            AuditLog audit) {
        this.administrators = administrators;
        this.users = users;
        this.sessions = sessions;
        this.audit = audit;
    }

    @DELETE
    @Consumes(MediaType.WILDCARD)
    @WithTransaction
    @Operation(summary = "Sign a user out of every session")
    public Uni<Response> signOut(@PathParam("id") String id, @Context HttpServerRequest request) {
        Administrator administrator = administrators.of(request);
        UUID userId = Identifiers.read(id, Problem.USER_ID_NOT_UUID);
        return users.findById(userId)
                .onItem()
                .ifNull()
                .failWith(() -> ApiProblem.of(Problem.USER_NOT_FOUND))
                .call(() -> sessions.revoke(userId, Scope.GLOBAL, Optional.empty(), "admin"))
                .call(user -> write(user, administrator))
                .replaceWith(() -> Response.noContent().build());
    }

    private Uni<Void> write(UserEntity user, Administrator administrator) {
        return audit.write(
                AuditAction.LOGOUT,
                administrator.actor(),
                administrator.address(),
                Administrator.about(user));
    }
}
