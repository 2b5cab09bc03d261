package dev.postern.session.internal;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import dev.postern.problem.Problem;
import dev.postern.session.client.Client;
import dev.postern.session.session.OpeningRefused;
import dev.postern.session.session.SessionOpening;
import dev.postern.session.session.Sessions;
import dev.postern.session.session.UserSessionGate;
import dev.postern.session.session.UserSessionGate.CallerSession;
import dev.postern.session.token.SessionTokens;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Opens a session for a service that verified a passkey, and tells whether a session lives. */
@Path("/internal/sessions")
@Requires(CallerKind.SERVICE)
@Produces(MediaType.APPLICATION_JSON)
public class InternalSessionResource {

    record OpenRequest(
            @JsonProperty("user_id") String userId,
            String method,
            @JsonProperty("credential_id") String credentialId,
            String aal,
            String ip,
            @JsonProperty("user_agent") String userAgent) {}

    record Introspection(LiveSession session, UserFlags user) {}

    record LiveSession(UUID id, String aal) {}

    private final Sessions sessions;
    private final SessionTokens tokens;
    private final UserSessionGate gate;

    InternalSessionResource(Sessions sessions, SessionTokens tokens, UserSessionGate gate) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.gate = gate;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Open a session after a verified passkey ceremony")
    @RequestBody(content = @Content(schema = @Schema(implementation = OpenRequest.class)))
    public Uni<Response> open(byte[] body) {
        return sessions.open(opening(JsonBody.read(body, OpenRequest.class)))
                .onFailure(OpeningRefused.class)
                .transform(failure -> ApiProblem.of(refusal((OpeningRefused) failure)))
                .chain(tokens::issue)
                .map(grant -> grant.response().build());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Introspect a session and its user")
    public Uni<Introspection> introspect(
            @PathParam("id") String id, @QueryParam("user_id") String userId) {
        UUID session = Identifiers.read(id, InternalProblem.SESSION_ID_NOT_UUID);
        UUID user = Identifiers.read(userId, InternalProblem.USER_ID_NOT_UUID);
        return gate.find(user, Optional.of(session)).map(found -> introspection(session, found));
    }

    private static Introspection introspection(UUID session, CallerSession found) {
        return new Introspection(new LiveSession(session, found.aal()), UserFlags.of(found.user()));
    }

    private static SessionOpening opening(OpenRequest request) {
        if (!"passkey".equals(request.method())) {
            throw ApiProblem.of(InternalProblem.UNKNOWN_METHOD);
        }
        return new SessionOpening(
                Identifiers.read(request.userId(), InternalProblem.USER_ID_NOT_UUID),
                request.method(),
                new Client(address(request.ip()), true, request.userAgent()),
                true,
                Optional.ofNullable(request.credentialId())
                        .map(c -> Identifiers.read(c, InternalProblem.CREDENTIAL_ID_NOT_UUID)),
                Optional.empty(),
                "aal2".equals(request.aal()) ? "aal2" : "aal1");
    }

    /** A service may not know the address; the session is worth more than the note. */
    private static String address(String ip) {
        return ip != null && ip.matches("[0-9a-fA-F:.]{2,45}") ? ip : "0.0.0.0";
    }

    private static Problem refusal(OpeningRefused refused) {
        return switch (refused.grounds()) {
            case USER_NOT_FOUND -> Problem.USER_NOT_FOUND;
            case EMAIL_NOT_CONFIRMED -> Problem.EMAIL_NOT_CONFIRMED;
            case PHONE_NOT_CONFIRMED -> Problem.PHONE_NOT_CONFIRMED;
            case USER_BANNED -> Problem.USER_BANNED;
        };
    }
}
