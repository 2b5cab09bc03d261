package dev.postern.credential;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A user known to the fake session-service, with one session and its access token. */
final class TestUser {

    final UUID id = UUID.randomUUID();
    final UUID sessionId = UUID.randomUUID();
    private final ObjectNode state = JsonNodeFactory.instance.objectNode();
    private final ObjectNode session = JsonNodeFactory.instance.objectNode();
    private boolean anonymous;

    private TestUser() {
        state.put("id", id.toString())
                .put("has_email", true)
                .put("email_confirmed", true)
                .put("has_phone", false)
                .put("phone_confirmed", false)
                .put("banned", false)
                .put("is_anonymous", false)
                .put("is_sso_user", false)
                .put("has_verified_factor", false);
        session.put("id", sessionId.toString()).put("aal", "aal1");
        FakePeers.USERS.put(id, state);
        FakePeers.SESSIONS.put(sessionId, session);
    }

    /** A user with a confirmed e-mail address and no factor. */
    static TestUser confirmed() {
        return new TestUser();
    }

    TestUser with(String flag, boolean value) {
        state.put(flag, value);
        return this;
    }

    TestUser aal2() {
        session.put("aal", "aal2");
        return this;
    }

    TestUser anonymous() {
        anonymous = true;
        return with("is_anonymous", true);
    }

    TestUser signedOut() {
        FakePeers.SESSIONS.remove(sessionId);
        return this;
    }

    TestUser deleted() {
        FakePeers.USERS.remove(id);
        return this;
    }

    String token() {
        return FakePeers.token(claims());
    }

    Map<String, Object> claims() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", id.toString());
        claims.put("aud", "authenticated");
        claims.put("role", "authenticated");
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("exp", Instant.now().plusSeconds(3600).getEpochSecond());
        claims.put("session_id", sessionId.toString());
        claims.put("is_anonymous", anonymous);
        return claims;
    }
}
