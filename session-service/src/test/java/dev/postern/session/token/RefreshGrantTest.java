package dev.postern.session.token;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.postern.session.SessionServiceTest;
import dev.postern.session.SettingsOverride;
import dev.postern.testkit.EventSchemas;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class RefreshGrantTest extends SessionServiceTest {

    private static final String USED = "Invalid Refresh Token: Already Used";

    @Inject RefreshTokens tokens;
    @Inject SettingsOverride setting;

    TestBus bus;

    @Test
    void testTokenRefreshTokenGrantSuccess() {
        Response session = signUp(newEmail());

        Response refreshed = refresh(refreshToken(session));

        refreshed
                .then()
                .statusCode(200)
                .header("sb-auth-refresh-token-counter", "1")
                .header("sb-auth-refresh-token-reuse", "false")
                .header("sb-auth-refresh-token-rotated", "false")
                .header("sb-auth-session-id", sessionId(session))
                .body("user.id", equalTo(userId(session)))
                .body("expires_in", equalTo(3600));
        assertThat(refreshToken(refreshed)).isNotEqualTo(refreshToken(session));
        assertThat(claims(refreshed).path("amr")).isEqualTo(claims(session).path("amr"));
        assertThat(claims(refreshed).path("session_id").asText()).isEqualTo(sessionId(session));
    }

    static Stream<String> tokensOfNobody() {
        return Stream.of(
                "twelve-chars",
                "%%%%%%%%%%%%%%%%",
                "ünïcödé-is-not-base64url",
                "A".repeat(51),
                "A".repeat(4000));
    }

    @ParameterizedTest
    @MethodSource("tokensOfNobody")
    void testTokenRefreshTokenGrantFailure(String token) {
        assertUnknown(refresh(token));
    }

    @Test
    void testRefreshTokenGrantParamsValidate() {
        for (Object token : new Object[] {"", "short", "elevenchars", null}) {
            assertRefused(
                    client().body(body("refresh_token", token))
                            .post("/auth/v1/token?grant_type=refresh_token"),
                    400,
                    "validation_failed",
                    "Refresh token is not valid");
        }
    }

    @Test
    void shouldRefuseForgedAndDamagedTokens() {
        String token = refreshToken(signUp(newEmail()));

        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            assertUnknown(refresh(token.substring(0, i) + other + token.substring(i + 1)));
        }
        assertUnknown(refresh(token.substring(0, token.length() - 2)));
        assertUnknown(refresh(token + "AAAA"));
        assertUnknown(refresh(token + "="));
    }

    @Test
    void testFailedToSaveRefreshTokenResultCase() {
        Response session = signUp(newEmail());
        Response first = refresh(refreshToken(session));
        ageLastRefresh(session);

        Response again = refresh(refreshToken(session));

        again.then().statusCode(200).header("sb-auth-refresh-token-reuse", "true");
        assertThat(refreshToken(again)).isEqualTo(refreshToken(first));
    }

    @Test
    void shouldTakeOlderTokenForLostAnswerWithinReuseInterval() {
        Response session = signUp(newEmail());
        refresh(refreshToken(refresh(refreshToken(session))));

        Response again = refresh(refreshToken(session));

        again.then().statusCode(200).header("sb-auth-refresh-token-counter", "2");
    }

    @Test
    void testRefreshTokenReuseRevocation() {
        Response session = signUp(newEmail());
        Response newest = refresh(refreshToken(refresh(refreshToken(session))));
        ageLastRefresh(session);

        Response reuse = refresh(refreshToken(session));

        assertRefused(reuse, 400, "refresh_token_already_used", USED);
        reuse.then().header("sb-auth-refresh-token-rotated", "true");
        assertRefused(
                refresh(refreshToken(newest)),
                400,
                "session_not_found",
                "Invalid Refresh Token: No Valid Session Found");
        assertRefused(
                as(newest).get("/auth/v1/user"),
                403,
                "session_not_found",
                "Session from session_id claim in JWT does not exist");
        await().until(() -> eventsOf(session).contains("dev.postern.sessions.revoked"));
        assertThat(eventsOf(session))
                .contains("dev.postern.sessions.reuse-detected", "dev.postern.sessions.opened");
        bus.events("postern.sessions.v1").stream()
                .filter(event -> event.key().equals(sessionId(session)))
                .forEach(event -> EventSchemas.assertValid(event.type(), event.value()));
    }

    @Test
    void shouldRefuseCounterThatIsAhead() {
        Response session = signUp(newEmail());

        Response answer = refresh(tokens.write(UUID.fromString(sessionId(session)), 7));

        assertRefused(
                answer,
                400,
                "validation_failed",
                "Invalid Refresh Token: Not Issued By This Server");
    }

    @Test
    void shouldRefuseTokenOfSessionThatIsGone() {
        Response session = signUp(newEmail());
        as(session).post("/auth/v1/logout").then().statusCode(204);

        assertRefused(
                refresh(refreshToken(session)),
                400,
                "session_not_found",
                "Invalid Refresh Token: No Valid Session Found");
    }

    @Test
    void shouldRefuseBannedUserAndKeepTheSession() {
        Response session = signUp(newEmail());
        change(
                session,
                "UPDATE auth.users SET banned_until = now() + interval '1 hour' WHERE id = ?",
                userId(session));

        assertRefused(
                refresh(refreshToken(session)),
                400,
                "user_banned",
                "Invalid Refresh Token: User Banned");

        change(session, "UPDATE auth.users SET banned_until = NULL WHERE id = ?", userId(session));
        refresh(refreshToken(session))
                .then()
                .statusCode(200)
                .header("sb-auth-refresh-token-counter", "1");
    }

    @Test
    void testTokenRefreshWithExpiredSession() {
        Response session = signUp(newEmail());
        change(
                session,
                "UPDATE auth.sessions SET not_after = now() WHERE id = ?",
                sessionId(session));

        assertRefused(
                refresh(refreshToken(session)),
                400,
                "session_expired",
                "Invalid Refresh Token: Session Expired");
    }

    @Test
    void testTokenRefreshWithUnexpiredSession() {
        Response session = signUp(newEmail());
        change(
                session,
                "UPDATE auth.sessions SET not_after = now() + interval '1 minute' WHERE id = ?",
                sessionId(session));

        refresh(refreshToken(session)).then().statusCode(200);
    }

    @Test
    void testSessionTimebox() {
        Response session = signUp(newEmail());
        change(
                session,
                "UPDATE auth.sessions SET created_at = now() - interval '2 hours' WHERE id = ?",
                sessionId(session));

        setting.during(
                "sessions_timebox",
                "3600",
                () ->
                        assertRefused(
                                refresh(refreshToken(session)),
                                400,
                                "session_expired",
                                "Invalid Refresh Token: Session Expired"));
    }

    @Test
    void testSessionInactivityTimeout() {
        Response session = signUp(newEmail());
        Response newest = refresh(refreshToken(session));
        ageLastRefresh(session);

        setting.during(
                "sessions_inactivity_timeout",
                "30",
                () ->
                        assertRefused(
                                refresh(refreshToken(newest)),
                                400,
                                "session_expired",
                                "Invalid Refresh Token: Session Expired (Inactivity)"));
    }

    @Test
    void testSingleSessionPerUserNoTags() {
        String email = newEmail();
        Response older = signUp(email);
        Response newer = signIn(email, PASSWORD);

        setting.during(
                "sessions_single_per_user",
                "true",
                () -> {
                    assertRefused(
                            refresh(refreshToken(older)),
                            400,
                            "session_expired",
                            "Invalid Refresh Token: Session Expired (Revoked by Newer Login)");
                    refresh(refreshToken(newer)).then().statusCode(200);
                });
    }

    @Test
    void shouldAnswer503AndKeepSessionWhenItsRowIsLockedTooLong() throws Exception {
        Response session = signUp(newEmail());
        Response blocked;
        try (Connection holder = database.connect()) {
            holder.setAutoCommit(false);
            try (PreparedStatement lock =
                    holder.prepareStatement(
                            "SELECT id FROM auth.sessions WHERE id = CAST(? AS uuid) FOR UPDATE")) {
                lock.setString(1, sessionId(session));
                lock.executeQuery();
            }

            blocked = refresh(refreshToken(session)); // waits until the lock timeout of 5 s

            holder.rollback();
        }
        assertRefused(
                blocked,
                503,
                "conflict",
                "Too many concurrent token refresh requests on the same session or refresh token");
        blocked.then().header("Retry-After", notNullValue());
        refresh(refreshToken(session)).then().statusCode(200);
    }

    @Test
    void shouldKeepNothingThatRefreshesASession() {
        Response session = signUp(newEmail());

        List<String> dump =
                database.list(
                        "SELECT to_jsonb(s)::text FROM auth.sessions s WHERE id = CAST(? AS uuid)",
                        sessionId(session));

        assertThat(dump.toString()).doesNotContain(refreshToken(session));
        assertThat(
                        database.list(
                                "SELECT column_name FROM information_schema.columns"
                                        + " WHERE table_schema = 'auth' AND table_name = 'sessions'"
                                        + " AND column_name LIKE '%hmac%'"))
                .isEmpty();
    }

    private void ageLastRefresh(Response session) {
        change(
                session,
                "UPDATE auth.sessions SET refreshed_at = refreshed_at - interval '1 minute'"
                        + " WHERE id = ?",
                sessionId(session));
    }

    private void change(Response session, String sql, String id) {
        assertThat(database.change(sql, UUID.fromString(id)))
                .as("rows of " + userId(session))
                .isEqualTo(1);
    }

    private List<String> eventsOf(Response session) {
        return bus.events("postern.sessions.v1").stream()
                .filter(event -> event.key().equals(sessionId(session)))
                .map(TestBus.Event::type)
                .toList();
    }

    private static void assertUnknown(Response answer) {
        assertRefused(
                answer,
                400,
                "refresh_token_not_found",
                "Invalid Refresh Token: Refresh Token Not Found");
    }

    private static String sessionId(Response session) {
        return claims(session).path("session_id").asText();
    }
}
