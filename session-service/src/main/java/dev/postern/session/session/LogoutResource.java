package dev.postern.session.session;

import dev.postern.auth.Caller;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.client.Clients;
import dev.postern.session.session.Sessions.Scope;
import dev.postern.session.session.UserSessionGate.CallerSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Signs a user out: of everything, of this session, or of all others. */
@Path("/auth/v1/logout")
@Requires(CallerKind.USER)
public class LogoutResource {

    private final Caller caller;
    private final Sessions sessions;
    private final AuditLog audit;
    private final Clients clients;

    LogoutResource(Caller caller, Sessions sessions, AuditLog audit, Clients clients) {
        this.caller = caller;
        this.sessions = sessions;
        this.audit = audit;
        this.clients = clients;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @WithTransaction
    @Operation(summary = "Sign out; scope is global (default), local or others")
    public Uni<Response> signOut(
            @QueryParam("scope") String scope, @Context HttpServerRequest request) {
        Scope ended = scope(scope);
        CallerSession current = caller.attached(CallerSession.class);
        return sessions.revoke(current.user().id(), ended, current.sessionId(), "logout")
                .chain(() -> audit.logout(current.user(), clients.of(request)))
                .replaceWith(() -> Response.noContent().build());
    }

    private static Scope scope(String text) {
        return switch (text == null || text.isEmpty() ? "global" : text) {
            case "global" -> Scope.GLOBAL;
            case "local" -> Scope.LOCAL;
            case "others" -> Scope.OTHERS;
            default -> throw ApiProblem.of(LogoutProblem.UNSUPPORTED_SCOPE, text);
        };
    }

    private enum LogoutProblem implements ProblemType {
        UNSUPPORTED_SCOPE;

        @Override
        public int status() {
            return 400;
        }

        @Override
        public String code() {
            return "validation_failed";
        }

        @Override
        public String message() {
            return "Unsupported logout scope \"%s\"";
        }
    }
}
