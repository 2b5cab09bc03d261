package dev.postern.session.internal;

import static dev.postern.session.Refusals.assertRefusedToOldClient;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.postern.session.SessionServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class InternalApiTest extends SessionServiceTest {

    private static final String CREDENTIAL = "0b6f6a3e-3d0e-4d5f-9f0a-1c2d3e4f5a6b";

    @Test
    void shouldOpenSessionForPasskey() {
        Response user = signUp(newEmail());

        Response opened = open(userId(user));

        opened.then()
                .statusCode(200)
                .header("sb-auth-user-id", userId(user))
                .header("sb-auth-session-id", notNullValue())
                .header("sb-auth-refresh-token-counter", "0")
                .body("user.id", equalTo(userId(user)))
                .body("user.identities.size()", equalTo(1));
        assertThat(claims(opened).path("amr").get(0).path("method").asText()).isEqualTo("passkey");
        assertThat(claims(opened).path("aal").asText()).isEqualTo("aal1");
        as(opened).get("/auth/v1/user").then().statusCode(200);
        refresh(refreshToken(opened)).then().statusCode(200);
        String session = claims(opened).path("session_id").asText();
        assertThat(
                        database.one(
                                "SELECT credential_id || ' ' || host(ip) || ' ' || user_agent"
                                        + " FROM auth.sessions WHERE id = CAST(? AS uuid)",
                                session))
                .startsWith(CREDENTIAL + " ");
        assertThat(
                        database.list(
                                "SELECT payload -> 'traits' ->> 'passkey_id' FROM"
                                        + " auth.audit_log_entries WHERE payload ->> 'actor_id' = ?"
                                        + " AND payload ->> 'action' = 'login'",
                                userId(user)))
                .contains(CREDENTIAL);
    }

    @Test
    void shouldOpenASessionOfTheAssuranceThatTheCallerVerified() {
        Response user = signUp(newEmail());

        Response opened = open(userId(user), UUID.randomUUID().toString(), "aal2");

        assertThat(claims(opened).path("aal").asText()).isEqualTo("aal2");
        introspect(opened, userId(user)).then().body("session.aal", equalTo("aal2"));
        Response refreshed = refresh(refreshToken(opened));
        assertThat(claims(refreshed).path("aal").asText()).isEqualTo("aal2");
        assertThat(claims(open(userId(user), CREDENTIAL, "aal3")).path("aal").asText())
                .isEqualTo("aal1");
    }

    @Test
    void shouldEndTheSessionsOfOnePasskeyAndNoOther() {
        Response user = signUp(newEmail());
        String passkey = UUID.randomUUID().toString();
        Response ended = open(userId(user), passkey, null);
        Response other = open(userId(user));

        service()
                .delete(
                        "/internal/users/%s/sessions?credential_id=%s"
                                .formatted(userId(user), passkey))
                .then()
                .statusCode(204);

        as(ended).get("/auth/v1/user").then().statusCode(403);
        refresh(refreshToken(ended)).then().statusCode(400);
        as(other).get("/auth/v1/user").then().statusCode(200);
        as(user).get("/auth/v1/user").then().statusCode(200);
        service()
                .delete("/internal/users/%s/sessions?credential_id=x".formatted(userId(user)))
                .then()
                .statusCode(400);
    }

    static Stream<Arguments> refusedUsers() {
        return Stream.of(
                Arguments.of(
                        "email_confirmed_at = NULL, banned_until = now() + interval '1 h'",
                        "email_not_confirmed",
                        "Email not confirmed"),
                Arguments.of(
                        "phone = '4915112345678', banned_until = now() + interval '1 h'",
                        "phone_not_confirmed",
                        "Phone not confirmed"),
                Arguments.of(
                        "banned_until = now() + interval '1 hour'",
                        "user_banned",
                        "User is banned"));
    }

    @ParameterizedTest
    @MethodSource("refusedUsers")
    void shouldRefuseUserInTheOrderOfTheContract(String change, String code, String message) {
        Response user = signUp(newEmail());
        database.change(
                "UPDATE auth.users SET " + change + " WHERE id = ?", UUID.fromString(userId(user)));
        int before = sessionsOf(user);

        assertRefusedToOldClient(open(userId(user)), 403, code, message);

        assertThat(sessionsOf(user)).isEqualTo(before);
        database.change(
                "UPDATE auth.users SET phone = NULL WHERE id = ?", UUID.fromString(userId(user)));
    }

    @Test
    void shouldRefuseUserWhoIsGone() {
        assertRefusedToOldClient(
                open(UUID.randomUUID().toString()), 404, "user_not_found", "User not found");
    }

    @Test
    void shouldIntrospectSession() {
        Response session = signUp(newEmail());

        Response answer = introspect(session, userId(session));

        answer.then()
                .statusCode(200)
                .body("session.aal", equalTo("aal1"))
                .body("session", aMapWithSize(2))
                .body("user.id", equalTo(userId(session)))
                .body("user.has_email", equalTo(true))
                .body("user.email_confirmed", equalTo(true))
                .body("user.has_phone", equalTo(false))
                .body("user.phone_confirmed", equalTo(false))
                .body("user.banned", equalTo(false))
                .body("user.is_anonymous", equalTo(false))
                .body("user.is_sso_user", equalTo(false))
                .body("user.has_verified_factor", equalTo(false))
                .body("user.has_password", equalTo(true))
                .body("user", aMapWithSize(10));
    }

    @Test
    void shouldRefuseIntrospectionInTheOrderOfTheGates() {
        Response session = signUp(newEmail());
        Response stranger = signUp(newEmail());

        assertRefusedToOldClient(
                introspect(session, UUID.randomUUID().toString()),
                403,
                "user_not_found",
                "User from sub claim in JWT does not exist");
        assertRefusedToOldClient(
                introspect(session, userId(stranger)),
                403,
                "session_not_found",
                "Session from session_id claim in JWT does not exist");
        database.change(
                "UPDATE auth.users SET banned_until = now() + interval '1 hour' WHERE id = ?",
                UUID.fromString(userId(session)));
        assertRefusedToOldClient(
                introspect(session, userId(session)), 403, "user_banned", "User is banned");
    }

    @Test
    void shouldTellFlagsOfUserEvenWhenBanned() {
        Response user = signUp(newEmail());
        database.change(
                "UPDATE auth.users SET banned_until = now() + interval '1 hour' WHERE id = ?",
                UUID.fromString(userId(user)));

        service()
                .get("/internal/users/" + userId(user))
                .then()
                .statusCode(200)
                .body("user.banned", equalTo(true));
        assertRefusedToOldClient(
                service().get("/internal/users/" + UUID.randomUUID()),
                404,
                "user_not_found",
                "User not found");
    }

    static Stream<Map<String, Object>> malformedOpenings() {
        String user = UUID.randomUUID().toString();
        return Stream.of(
                body("method", "passkey"),
                body("user_id", "1", "method", "passkey"),
                body("user_id", user),
                body("user_id", user, "method", "password"),
                body("user_id", user, "method", "passkey", "credential_id", "x"));
    }

    @ParameterizedTest
    @MethodSource("malformedOpenings")
    void shouldRefuseMalformedOpening(Map<String, Object> body) {
        service()
                .body(body)
                .post("/internal/sessions")
                .then()
                .statusCode(400)
                .body("error_code", equalTo("validation_failed"));
    }

    @Test
    void shouldRefuseIdsThatAreNone() {
        service().get("/internal/sessions/1?user_id=2").then().statusCode(400);
        service()
                .get("/internal/sessions/" + UUID.randomUUID())
                .then()
                .statusCode(400)
                .body("error_code", equalTo("validation_failed"));
        service().get("/internal/users/1-1-1-1-1").then().statusCode(404);
    }

    @Test
    void shouldServeNobodyWithoutServiceToken() {
        String message = "This endpoint requires a valid Bearer token";
        for (String path : new String[] {"/internal/sessions/x", "/internal/users/x"}) {
            assertRefusedToOldClient(given().get(path), 401, "no_authorization", message);
            assertRefusedToOldClient(
                    given().header("Authorization", "Bearer wrong").get(path),
                    401,
                    "no_authorization",
                    message);
        }
        assertRefusedToOldClient(
                given().header("Authorization", "Bearer " + signUp(newEmail()).path("access_token"))
                        .body(body())
                        .post("/internal/sessions"),
                401,
                "no_authorization",
                message);
    }

    private static Response open(String userId) {
        return open(userId, CREDENTIAL, null);
    }

    private static Response open(String userId, String credentialId, String aal) {
        return service()
                .body(
                        body(
                                "user_id",
                                userId,
                                "method",
                                "passkey",
                                "credential_id",
                                credentialId,
                                "aal",
                                aal,
                                "ip",
                                "2001:db8::1",
                                "user_agent",
                                "Test/1"))
                .post("/internal/sessions");
    }

    private static Response introspect(Response session, String userId) {
        return service()
                .get(
                        "/internal/sessions/%s?user_id=%s"
                                .formatted(claims(session).path("session_id").asText(), userId));
    }

    private int sessionsOf(Response user) {
        return Integer.parseInt(
                database.one(
                        "SELECT count(*) FROM auth.sessions WHERE user_id = CAST(? AS uuid)",
                        userId(user)));
    }
}
