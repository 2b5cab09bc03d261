package dev.postern.session.session;

import static dev.postern.session.Refusals.assertRefused;
import static dev.postern.session.Refusals.assertRefusedToOldClient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.postern.session.SessionServiceTest;
import dev.postern.session.SettingsOverride;
import dev.postern.testkit.EventSchemas;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SessionListTest extends SessionServiceTest {

    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/140.0.0.0 Safari/537.36";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z";
    private static final String H = "HVb4t9InFCELCPiyQS6XNUIQODQo-sJcyt2T-abWTBg";

    @Inject SettingsOverride setting;

    TestBus bus;

    @Test
    void shouldListSessionsLastUsedFirst() {
        String email = newEmail();
        signUp(email);
        Response desktop =
                client().header("User-Agent", CHROME)
                        .header("X-Forwarded-For", "198.51.100.7")
                        .body(body("email", email, "password", PASSWORD))
                        .post("/auth/v1/token?grant_type=password");
        Response child =
                as(desktop)
                        .body(
                                body(
                                        "target",
                                        "web",
                                        "binding",
                                        H,
                                        "label",
                                        "Kiosk",
                                        "expires_in",
                                        90))
                        .post("/auth/v1/sessions/fork");

        Response list = as(desktop).get("/auth/v1/sessions");

        list.then()
                .statusCode(200)
                .body("", hasSize(3))
                .body("[0].id", equalTo(sessionId(child)))
                .body("[0].current", equalTo(false))
                .body("[0].label", equalTo("Kiosk"))
                .body("[0].parent_id", equalTo(sessionId(desktop)))
                .body("[0].device", nullValue())
                .body("[0].ip", nullValue())
                .body("[0].methods", equalTo(List.of("password")))
                .body("[0].expires_at", matchesPattern(TIME))
                .body("[1].id", equalTo(sessionId(desktop)))
                .body("[1].current", equalTo(true))
                .body("[1].device", equalTo("Chrome on Windows"))
                .body("[1].user_agent", equalTo(CHROME))
                .body("[1].ip", equalTo("198.51.100.7"))
                .body("[1].aal", equalTo("aal1"))
                .body("[1].methods", equalTo(List.of("password")))
                .body("[1].label", nullValue())
                .body("[1].parent_id", nullValue())
                .body("[1].created_at", matchesPattern(TIME))
                .body("[1].last_used_at", matchesPattern(TIME))
                .body("[1].expires_at", nullValue())
                .body("[2].id", notNullValue());
    }

    @Test
    void shouldShowDeviceThatForkIsUsedOnOnceItRefreshes() {
        Response phone = signUp(newEmail());
        Response web =
                as(phone).body(body("target", "web", "binding", H)).post("/auth/v1/sessions/fork");

        client().header("User-Agent", CHROME)
                .body(body("refresh_token", refreshToken(web)))
                .post("/auth/v1/token?grant_type=refresh_token")
                .then()
                .statusCode(200);

        as(phone)
                .get("/auth/v1/sessions")
                .then()
                .body("[0].id", equalTo(sessionId(web)))
                .body("[0].device", equalTo("Chrome on Windows"));
    }

    @Test
    void shouldNotShowSessionsOfOthersNorThoseThatAreOver() {
        String email = newEmail();
        Response over = signUp(email);
        Response session = signIn(email, PASSWORD);
        signUp(newEmail());
        database.change(
                "UPDATE auth.sessions SET not_after = now() WHERE id = ?",
                UUID.fromString(sessionId(over)));

        as(session)
                .get("/auth/v1/sessions")
                .then()
                .body("", hasSize(1))
                .body("[0].id", equalTo(sessionId(session)));
    }

    @Test
    void shouldNotShowSessionsThatLimitsHaveEnded() {
        String email = newEmail();
        Response older = signUp(email);
        Response newer = signIn(email, PASSWORD);
        database.change(
                "UPDATE auth.sessions SET created_at = now() - interval '1 hour' WHERE id = ?",
                UUID.fromString(sessionId(older)));

        Stream.of(
                        "sessions_timebox=1800",
                        "sessions_inactivity_timeout=1800",
                        "sessions_single_per_user=true")
                .map(text -> text.split("="))
                .forEach(
                        pair ->
                                setting.during(
                                        pair[0],
                                        pair[1],
                                        () ->
                                                as(newer)
                                                        .get("/auth/v1/sessions")
                                                        .then()
                                                        .statusCode(200)
                                                        .body("", hasSize(1))));
    }

    @Test
    void shouldEndOneSession() {
        String email = newEmail();
        Response lost = signUp(email);
        Response session = signIn(email, PASSWORD);

        Response answer = as(session).delete("/auth/v1/sessions/" + sessionId(lost));

        answer.then().statusCode(204).body(emptyString());
        assertRefused(
                as(lost).get("/auth/v1/user"),
                403,
                "session_not_found",
                "Session from session_id claim in JWT does not exist");
        as(session).get("/auth/v1/user").then().statusCode(200);
        assertThat(
                        database.one(
                                "SELECT payload -> 'traits' ->> 'session_id'"
                                        + " FROM auth.audit_log_entries"
                                        + " WHERE payload ->> 'action' = 'session_revoked'"
                                        + " AND payload ->> 'actor_id' = ?",
                                userId(session)))
                .isEqualTo(sessionId(lost));
        await().until(() -> revocationsOf(lost).size() == 1);
        EventSchemas.assertValid(
                "dev.postern.sessions.revoked", revocationsOf(lost).get(0).value());
    }

    @Test
    void shouldEndCurrentSession() {
        Response session = signUp(newEmail());

        as(session).delete("/auth/v1/sessions/" + sessionId(session)).then().statusCode(204);

        assertThat(as(session).get("/auth/v1/user").statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000-0000-0000-0000-000000000000",
                "1-1-1-1-1",
                "current",
                "%00",
                "%ff",
                "a%27%20OR%201=1"
            })
    void shouldNotFindSessionThatIsNone(String id) {
        assertUnknown(
                as(signUp(newEmail())).urlEncodingEnabled(false).delete("/auth/v1/sessions/" + id));
    }

    @Test
    void shouldNotFindSessionOfSomebodyElse() {
        Response stranger = signUp(newEmail());

        assertUnknown(as(signUp(newEmail())).delete("/auth/v1/sessions/" + sessionId(stranger)));

        as(stranger).get("/auth/v1/user").then().statusCode(200);
    }

    @Test
    void shouldEndSessionOnceWhenAskedTwiceAtOnce() {
        String email = newEmail();
        Response lost = signUp(email);
        Response session = signIn(email, PASSWORD);

        List<Integer> answers =
                Stream.generate(
                                () ->
                                        CompletableFuture.supplyAsync(
                                                () ->
                                                        as(session)
                                                                .delete(
                                                                        "/auth/v1/sessions/"
                                                                                + sessionId(lost))
                                                                .statusCode()))
                        .limit(8)
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(answers).containsOnlyOnce(204).containsOnly(204, 404);
    }

    @Test
    void shouldRefuseCallerWhoIsNobody() {
        for (Response answer :
                List.of(
                        oldClient().get("/auth/v1/sessions"),
                        oldClient().delete("/auth/v1/sessions/" + UUID.randomUUID()))) {
            assertRefusedToOldClient(
                    answer, 401, "no_authorization", "This endpoint requires a valid Bearer token");
        }
    }

    private static void assertUnknown(Response answer) {
        assertRefused(answer, 404, "session_not_found", "Session not found");
    }

    private List<TestBus.Event> revocationsOf(Response session) {
        return bus.events("postern.sessions.v1").stream()
                .filter(event -> event.key().equals(sessionId(session)))
                .filter(event -> event.type().equals("dev.postern.sessions.revoked"))
                .toList();
    }

    private static String sessionId(Response session) {
        return claims(session).path("session_id").asText();
    }
}
