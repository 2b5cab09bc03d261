package dev.postern.session.token;

import static dev.postern.session.Refusals.assertRefused;
import static dev.postern.session.Refusals.assertRefusedToOldClient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.postern.session.SessionServiceTest;
import dev.postern.session.SettingsOverride;
import dev.postern.testkit.EventSchemas;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class ForkTest extends SessionServiceTest {

    private static final String H = "HVb4t9InFCELCPiyQS6XNUIQODQo-sJcyt2T-abWTBg";
    private static final ObjectWriter ASCII =
            JSON.writer().with(JsonGenerator.Feature.ESCAPE_NON_ASCII);
    private static final String GONE = "Session from session_id claim in JWT does not exist";

    @Inject SettingsOverride setting;

    TestBus bus;

    @Test
    void shouldForkSessionWithTokensOfItsOwn() {
        Response phone = signUp(newEmail());

        Response web = fork(phone, "label", "Chrome on Windows");

        web.then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .header("sb-auth-user-id", userId(phone))
                .header("sb-auth-session-id", sessionId(web))
                .header("sb-auth-refresh-token-counter", "0")
                .body("token_type", equalTo("bearer"))
                .body("expires_in", equalTo(3600))
                .body("user.id", equalTo(userId(phone)))
                .body("user.identities.size()", equalTo(1));
        assertThat(sessionId(web)).isNotEqualTo(sessionId(phone));
        assertThat(refreshToken(web)).isNotEqualTo(refreshToken(phone));
        assertThat(
                        database.one(
                                "SELECT concat_ws(' ', parent_id, binding, label, not_after)"
                                        + " FROM auth.sessions WHERE id = CAST(? AS uuid)",
                                sessionId(web)))
                .isEqualTo(sessionId(phone) + " " + H + " Chrome on Windows");
    }

    @Test
    @DisplayName("QR acceptance 20: two families live and end independently")
    void testForkOutlivesRefreshesOfTheOther() {
        Response phone = signUp(newEmail());
        Response web = fork(phone);

        Response newestWeb = web;
        for (int i = 0; i < 5; i++) {
            newestWeb = refresh(refreshToken(newestWeb));
            newestWeb.then().statusCode(200);
        }
        Response newestPhone = refresh(refreshToken(phone));

        newestPhone.then().statusCode(200);
        as(newestWeb).get("/auth/v1/user").then().statusCode(200);
        as(newestPhone).get("/auth/v1/user").then().statusCode(200);

        Response second = fork(newestPhone);
        as(newestWeb).post("/auth/v1/logout?scope=local").then().statusCode(204);
        refresh(refreshToken(newestPhone)).then().statusCode(200);
        as(newestPhone).post("/auth/v1/logout?scope=local").then().statusCode(204);
        refresh(refreshToken(second)).then().statusCode(200);
    }

    @Test
    @DisplayName("QR acceptance 21: a copied token serves both ends for one generation")
    void testCopiedTokenServesBothForOneGeneration() {
        Response phone = signUp(newEmail());
        String copy = refreshToken(phone);

        Response web = refresh(copy);
        age(phone);
        Response phoneAgain = refresh(copy);

        phoneAgain.then().statusCode(200);
        assertThat(refreshToken(phoneAgain)).isEqualTo(refreshToken(web));
        Response newest = refresh(refreshToken(web));
        age(phone);
        as(newest).get("/auth/v1/user").then().statusCode(200);
        as(phoneAgain).get("/auth/v1/user").then().statusCode(200);
        assertRefused(
                refresh(copy),
                400,
                "refresh_token_already_used",
                "Invalid Refresh Token: Already Used");
    }

    @Test
    void shouldCopyAssuranceOfParent() {
        Response phone = signUp(newEmail());
        change("UPDATE auth.sessions SET aal = 'aal2' WHERE id = ?", sessionId(phone));
        change(
                "INSERT INTO auth.mfa_amr_claims SELECT gen_random_uuid(), id, 'totp',"
                        + " now() + interval '7 s', now() + interval '7 s'"
                        + " FROM auth.sessions WHERE id = ?",
                sessionId(phone));
        JsonNode parent = claims(refresh(refreshToken(phone)));

        JsonNode child = claims(fork(phone));

        assertThat(child.path("aal").asText()).isEqualTo("aal2");
        assertThat(child.path("amr")).isEqualTo(parent.path("amr")).hasSize(2);
    }

    @Test
    void shouldForkFork() {
        Response phone = signUp(newEmail());
        Response web = fork(phone);

        Response grandchild = fork(web);

        assertThat(parentOf(grandchild)).isEqualTo(sessionId(web));
    }

    @Test
    void shouldEndChildWhenItsOwnLifeIsOver() {
        Response phone = signUp(newEmail());

        Response web = fork(phone, "expires_in", 90);

        web.then().body("expires_in", lessThanOrEqualTo(90));
        change("UPDATE auth.sessions SET not_after = now() WHERE id = ?", sessionId(web));
        assertRefused(as(web).get("/auth/v1/user"), 403, "session_not_found", GONE);
        assertRefused(
                refresh(refreshToken(web)),
                400,
                "session_expired",
                "Invalid Refresh Token: Session Expired");
        refresh(refreshToken(phone)).then().statusCode(200).body("expires_in", equalTo(3600));
    }

    @Test
    void shouldNotOutliveParentsEnd() {
        Response phone = signUp(newEmail());
        change(
                "UPDATE auth.sessions SET not_after = now() + interval '2 min' WHERE id = ?",
                sessionId(phone));

        fork(phone, "expires_in", 100_000)
                .then()
                .statusCode(200)
                .body("expires_in", lessThanOrEqualTo(120));
        fork(phone).then().statusCode(200).body("expires_in", lessThanOrEqualTo(120));
    }

    @Test
    void shouldCountTimeboxFromTheSignIn() {
        Response phone = signUp(newEmail());
        change(
                "UPDATE auth.sessions SET created_at = now() - interval '50 min' WHERE id = ?",
                sessionId(phone));
        Response web = fork(phone);

        setting.during(
                "sessions_timebox",
                "3600",
                () ->
                        refresh(refreshToken(web))
                                .then()
                                .statusCode(200)
                                .body("expires_in", lessThanOrEqualTo(600)));
        setting.during(
                "sessions_timebox",
                "2400",
                () -> {
                    assertRefused(
                            refresh(refreshToken(web)),
                            400,
                            "session_expired",
                            "Invalid Refresh Token: Session Expired");
                    assertRefused(fork(phone), 403, "session_not_found", GONE);
                });
    }

    @Test
    void shouldRefuseToForkInactiveSession() {
        Response phone = signUp(newEmail());
        change(
                "UPDATE auth.sessions SET created_at = now() - interval '2 min' WHERE id = ?",
                sessionId(phone));

        setting.during(
                "sessions_inactivity_timeout",
                "60",
                () -> assertRefused(fork(phone), 403, "session_not_found", GONE));
    }

    @Test
    void shouldNotCountForkAsNewerSignIn() {
        String email = newEmail();
        Response phone = signUp(email);

        setting.during(
                "sessions_single_per_user",
                "true",
                () -> {
                    Response web = fork(phone);
                    refresh(refreshToken(phone)).then().statusCode(200);
                    refresh(refreshToken(web)).then().statusCode(200);
                    signIn(email, PASSWORD).then().statusCode(200);
                    for (Response older : List.of(phone, web)) {
                        assertRefused(
                                refresh(refreshToken(older)),
                                400,
                                "session_expired",
                                "Invalid Refresh Token: Session Expired (Revoked by Newer Login)");
                    }
                });
    }

    @Test
    void shouldEndWithAllOthersOnGlobalSignOut() {
        Response phone = signUp(newEmail());
        Response web = fork(phone);

        as(web).post("/auth/v1/logout").then().statusCode(204);

        assertRefused(as(phone).get("/auth/v1/user"), 403, "session_not_found", GONE);
        assertRefused(as(web).get("/auth/v1/user"), 403, "session_not_found", GONE);
    }

    @Test
    void shouldEndWithItsUser() {
        Response phone = signUp(newEmail());
        Response web = fork(phone);

        change("DELETE FROM auth.users WHERE id = ?", userId(phone));

        assertThat(refresh(refreshToken(web)).path("code").toString())
                .isEqualTo("session_not_found");
    }

    @Test
    void shouldLeaveNoForkBehindWhenUserSignsOutOfEverything() {
        for (int round = 0; round < 5; round++) {
            Response phone = signUp(newEmail());
            Response other = fork(phone);

            List<CompletableFuture<Response>> calls =
                    IntStream.range(0, 12)
                            .mapToObj(
                                    i ->
                                            CompletableFuture.supplyAsync(
                                                    () ->
                                                            i == 6
                                                                    ? as(other)
                                                                            .post("/auth/v1/logout")
                                                                    : fork(phone)))
                            .toList();

            assertThat(calls)
                    .extracting(call -> call.join().statusCode())
                    .isSubsetOf(200, 204, 403);
            assertThat(
                            database.list(
                                    "SELECT id FROM auth.sessions WHERE user_id = CAST(? AS uuid)",
                                    userId(phone)))
                    .isEmpty();
        }
    }

    @Test
    void shouldNotFailWhenUserIsDeletedMeanwhile() {
        for (int round = 0; round < 5; round++) {
            Response phone = signUp(newEmail());
            Map<String, Object> opening = body("user_id", userId(phone), "method", "passkey");

            List<CompletableFuture<Integer>> calls =
                    IntStream.range(0, 12)
                            .mapToObj(
                                    i ->
                                            CompletableFuture.supplyAsync(
                                                    () ->
                                                            i % 2 == 0
                                                                    ? fork(phone).statusCode()
                                                                    : service()
                                                                            .body(opening)
                                                                            .post(
                                                                                    "/internal/sessions")
                                                                            .statusCode()))
                            .toList();
            change("DELETE FROM auth.users WHERE id = ?", userId(phone));

            assertThat(calls).extracting(CompletableFuture::join).isSubsetOf(200, 403, 404);
        }
    }

    @Test
    void shouldTellOfForkInAuditAndEvent() {
        Response phone = signUp(newEmail());

        Response web = fork(phone);

        assertThat(
                        database.one(
                                "SELECT payload -> 'traits' FROM auth.audit_log_entries"
                                        + " WHERE payload ->> 'action' = 'session_forked'"
                                        + " AND payload ->> 'actor_id' = ?",
                                userId(phone)))
                .contains(sessionId(phone), sessionId(web), "\"web\"");
        await().until(() -> eventsOf(web).size() == 1);
        TestBus.Event opened = eventsOf(web).get(0);
        EventSchemas.assertValid("dev.postern.sessions.opened", opened.value());
        assertThat(opened.value()).contains(sessionId(phone), "\"method\": \"password\"");
    }

    static Stream<Arguments> badBodies() {
        String label = "l".repeat(121);
        return Stream.of(
                Arguments.of(body(), "target must be web"),
                Arguments.of(body("binding", H), "target must be web"),
                Arguments.of(body("target", "desktop", "binding", H), "target must be web"),
                Arguments.of(body("target", "web"), "binding must be"),
                Arguments.of(body("target", "web", "binding", "short"), "binding must be"),
                Arguments.of(body("target", "web", "binding", H + "="), "binding must be"),
                Arguments.of(body("target", "web", "binding", "x".repeat(129)), "binding must be"),
                Arguments.of(body("target", "web", "binding", H, "label", label), "label must be"),
                Arguments.of(body("target", "web", "binding", H, "label", "a\0b"), "label must be"),
                Arguments.of(
                        body("target", "web", "binding", H, "label", "a\ud800b"), "label must be"),
                Arguments.of(body("target", "web", "binding", H, "expires_in", 0), "expires_in"),
                Arguments.of(body("target", "web", "binding", H, "expires_in", -5), "expires_in"),
                Arguments.of(
                        body("target", "web", "binding", H, "expires_in", Long.MAX_VALUE),
                        "expires_in"));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void shouldRefuseWhatIsNoFork(Map<String, Object> body, String message) throws Exception {
        Response phone = signUp(newEmail());

        as(phone)
                .body(ASCII.writeValueAsString(body))
                .post("/auth/v1/sessions/fork")
                .then()
                .statusCode(400)
                .body("code", equalTo("validation_failed"))
                .body("message", startsWith(message));
    }

    static Stream<byte[]> notJson() {
        return Stream.of(
                new byte[0],
                utf8("[]"),
                utf8("{\"target\":7,\"binding\":\"" + H + "\"}"),
                utf8("{\"target\":\"web\",\"binding\":{}}"),
                utf8("{\"target\":\"web\",\"binding\":\"" + H + "\",\"expires_in\":\"60\"}"),
                utf8("{\"target\":\"web\",\"binding\":\"" + H + "\",\"expires_in\":1.5}"),
                utf8("{\"target\":\"web\",\"binding\":\"" + H + "\",\"expires_in\":1e99}"),
                utf8("{\"target\":\"web\",\"target\":\"web\",\"binding\":\"" + H + "\"}"),
                new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
    }

    @ParameterizedTest
    @MethodSource("notJson")
    void shouldRefuseBodyThatIsNotTheJsonItReads(byte[] body) {
        as(signUp(newEmail()))
                .body(body)
                .post("/auth/v1/sessions/fork")
                .then()
                .statusCode(400)
                .header("x-sb-error-code", "bad_json");
    }

    @Test
    void shouldPassOverMembersItDoesNotKnow() {
        fork(signUp(newEmail()), "scope", null, "aal", "aal3").then().statusCode(200);
    }

    @Test
    void shouldRefuseCallerWhoIsNobody() {
        assertRefusedToOldClient(
                oldClient()
                        .body(body("target", "web", "binding", H))
                        .post("/auth/v1/sessions/fork"),
                401,
                "no_authorization",
                "This endpoint requires a valid Bearer token");
        Response phone = signUp(newEmail());
        as(phone).post("/auth/v1/logout").then().statusCode(204);
        assertRefused(fork(phone), 403, "session_not_found", GONE);
    }

    private Response fork(Response parent, Object... more) {
        Map<String, Object> body = body("target", "web", "binding", H);
        body.putAll(body(more));
        return as(parent).body(body).post("/auth/v1/sessions/fork");
    }

    private String parentOf(Response session) {
        return database.one(
                "SELECT parent_id FROM auth.sessions WHERE id = CAST(? AS uuid)",
                sessionId(session));
    }

    private void age(Response session) {
        change(
                "UPDATE auth.sessions SET refreshed_at = refreshed_at - interval '1 minute'"
                        + " WHERE id = ?",
                sessionId(session));
    }

    private void change(String sql, String id) {
        assertThat(database.change(sql, UUID.fromString(id))).isEqualTo(1);
    }

    private List<TestBus.Event> eventsOf(Response session) {
        return bus.events("postern.sessions.v1").stream()
                .filter(event -> event.key().equals(sessionId(session)))
                .toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String sessionId(Response session) {
        return claims(session).path("session_id").asText();
    }
}
