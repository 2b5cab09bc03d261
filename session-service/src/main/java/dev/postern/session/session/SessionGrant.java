package dev.postern.session.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.session.user.User;
import dev.postern.session.user.UserJson;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;

/** The tokens of a session, ready for a client. */
public record SessionGrant(
        User user,
        SessionState session,
        String accessToken,
        Instant issuedAt,
        Instant expiresAt,
        String refreshToken) {

    /** Seconds until the access token expires. */
    public long expiresIn() {
        return expiresAt.getEpochSecond() - issuedAt.getEpochSecond();
    }

    /** The session object of the API. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("access_token", accessToken);
        json.put("token_type", "bearer");
        json.put("expires_in", expiresIn());
        json.put("expires_at", expiresAt.getEpochSecond());
        json.put("refresh_token", refreshToken);
        json.set("user", UserJson.of(user));
        return json;
    }

    /** The answer that carries the session, with the headers that log pipelines read. */
    public Response.ResponseBuilder response() {
        return Response.ok(json(), MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .header("sb-auth-user-id", user.id())
                .header("sb-auth-session-id", session.id())
                .header("sb-auth-refresh-token-counter", session.refreshTokenCounter());
    }
}
