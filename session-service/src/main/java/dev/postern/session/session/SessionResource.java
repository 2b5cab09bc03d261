package dev.postern.session.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.Caller;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;
import dev.postern.session.client.Clients;
import dev.postern.session.client.Device;
import dev.postern.session.session.UserSessionGate.CallerSession;
import dev.postern.session.session.UserSessions.Live;
import dev.postern.session.user.Timestamps;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Lets a user see and end their sessions, one by one. */
@Path("/auth/v1/sessions")
@Requires(CallerKind.USER)
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {

    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** What is not known is null. */
    record Item(
            UUID id,
            boolean current,
            String device,
            @JsonProperty("user_agent") String userAgent,
            String ip,
            String label,
            @JsonProperty("parent_id") UUID parentId,
            String aal,
            List<String> methods,
            @JsonProperty("created_at") String createdAt,
            @JsonProperty("last_used_at") String lastUsedAt,
            @JsonProperty("expires_at") String expiresAt) {}

    private final Caller caller;
    private final UserSessions sessions;
    private final Clients clients;

    SessionResource(Caller caller, UserSessions sessions, Clients clients) {
        this.caller = caller;
        this.sessions = sessions;
        this.clients = clients;
    }

    @GET
    @Operation(summary = "The user's live sessions, last used first")
    public Uni<List<Item>> list() {
        CallerSession current = caller.attached(CallerSession.class);
        return sessions.list(current.user().id())
                .map(live -> live.stream().map(session -> item(session, current)).toList());
    }

    @DELETE
    @Path("/{id}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "End one of the user's sessions, the current one too")
    public Uni<Response> end(@PathParam("id") String id, @Context HttpServerRequest request) {
        UUID user = caller.attached(CallerSession.class).user().id();
        return sessions.end(user, read(id), clients.of(request))
                .map(
                        ended -> {
                            if (!ended) {
                                throw ApiProblem.of(SessionProblem.NOT_FOUND);
                            }
                            return Response.noContent().build();
                        });
    }

    private static UUID read(String id) {
        if (!ID.matcher(id).matches()) {
            throw ApiProblem.of(SessionProblem.NOT_FOUND);
        }
        return UUID.fromString(id);
    }

    private static Item item(Live session, CallerSession current) {
        return new Item(
                session.id(),
                current.sessionId().filter(session.id()::equals).isPresent(),
                Device.name(session.userAgent()).orElse(null),
                session.userAgent(),
                session.ip(),
                session.label(),
                session.parentId(),
                session.aal(),
                session.methods(),
                Timestamps.format(session.createdAt()),
                Timestamps.format(session.lastUsedAt()),
                Optional.ofNullable(session.endsAt()).map(SessionResource::time).orElse(null));
    }

    private static String time(Instant instant) {
        return Timestamps.format(instant);
    }

    private enum SessionProblem implements ProblemType {
        NOT_FOUND;

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String code() {
            return "session_not_found";
        }

        @Override
        public String message() {
            return "Session not found";
        }
    }
}
