package dev.postern.session.admin;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.postern.testkit.EventSchemas;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AdminUserDeleteTest extends AdminTest {

    TestBus bus;

    @Test
    void testAdminUserDelete() {
        String email = newEmail();
        Response session = signUp(email);
        String id = userId(session);

        Response deleted = delete(id, false);

        deleted.then().statusCode(200);
        assertThat(deleted.asString()).isEqualTo("{}");
        assertRefused(delete(id, false), 404, "user_not_found", "User not found");
        assertRefused(
                as(session).get("/auth/v1/user"),
                403,
                "user_not_found",
                "User from sub claim in JWT does not exist");
        assertRefused(
                refresh(refreshToken(session)),
                400,
                "session_not_found",
                "Invalid Refresh Token: No Valid Session Found");
        assertRefused(
                signIn(email, PASSWORD), 400, "invalid_credentials", "Invalid login credentials");
        for (String table : List.of("identities", "sessions")) {
            assertThat(
                            database.list(
                                    "SELECT 1 FROM auth." + table + " WHERE user_id = ?",
                                    UUID.fromString(id)))
                    .isEmpty();
        }
        signUp(email).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellOfDeletionAndOfTheSessionsItEnds(boolean softly) {
        Response session = signUp(newEmail());
        String id = userId(session);

        delete(id, softly).then().statusCode(200);

        await().until(() -> events("postern.users.v1", id).size() == 3);
        TestBus.Event deleted = events("postern.users.v1", id).get(1);
        assertThat(deleted.type()).isEqualTo("dev.postern.users.deleted");
        EventSchemas.assertValid(deleted.type(), deleted.value());
        assertThat(deleted.value()).contains("\"deleted\": true");
        assertThat(deleted.sequence()).isEqualTo(2);
        TestBus.Event tombstone = events("postern.users.v1", id).get(2);
        assertThat(tombstone.value()).isNull();
        assertThat(tombstone.sequence()).isEqualTo(3);
        String sessionId = claims(session).path("session_id").asText();
        await().until(() -> events("postern.sessions.v1", sessionId).size() == 2);
        TestBus.Event revoked = events("postern.sessions.v1", sessionId).get(1);
        EventSchemas.assertValid(revoked.type(), revoked.value());
        assertThat(revoked.value()).contains("\"user_deleted\"");
        assertThat(
                        database.one(
                                "SELECT payload ->> 'actor_username' FROM auth.audit_log_entries"
                                        + " WHERE payload ->> 'action' = 'user_deleted'"
                                        + " AND payload -> 'traits' ->> 'user_id' = ?",
                                id))
                .isEqualTo("service_role");
    }

    @Test
    void testAdminUserSoftDeletion() {
        String email = newEmail();
        Response session = signUp(email);
        String id = userId(session);
        update(id, "phone", newPhone(), "app_metadata", body("plan", "pro")).then().statusCode(200);
        database.change(
                "INSERT INTO auth.mfa_factors (id, user_id, factor_type, status, created_at,"
                        + " updated_at) VALUES (gen_random_uuid(), ?, 'totp', 'verified', now(),"
                        + " now())",
                UUID.fromString(id));

        delete(id, true).then().statusCode(200);
        delete(id, true).then().statusCode(200);

        Response user = admin().get(USERS + "/" + id);
        user.then()
                .statusCode(200)
                .body("deleted_at", notNullValue())
                .body("user_metadata", equalTo(body()))
                .body("app_metadata", equalTo(body()))
                .body("identities", hasSize(2))
                .body("identities[0].identity_data", equalTo(body()));
        assertThat(user.path("email").toString()).matches("[A-Za-z0-9_-]{43}");
        assertThat(user.path("phone").toString()).matches("[A-Za-z0-9_-]{15}");
        assertThat(user.path("identities[0].id").toString()).matches("[A-Za-z0-9_-]{43}");
        assertThat(user.asString()).doesNotContain(email, "factors");
        assertThat(
                        database.one(
                                "SELECT encrypted_password FROM auth.users WHERE id = ?",
                                UUID.fromString(id)))
                .isNull();
        assertRefused(
                as(session).get("/auth/v1/user"),
                403,
                "session_not_found",
                "Session from session_id claim in JWT does not exist");
        refresh(refreshToken(session)).then().statusCode(400);
        assertRefused(
                signIn(email, PASSWORD), 400, "invalid_credentials", "Invalid login credentials");
        assertRefused(
                signIn(user.path("email"), PASSWORD),
                400,
                "invalid_credentials",
                "Invalid login credentials");
        service()
                .body(body("user_id", id, "method", "passkey"))
                .post("/internal/sessions")
                .then()
                .statusCode(404);
        signUp(email).then().statusCode(200);
        delete(id, false).then().statusCode(200);
    }

    @RepeatedTest(5)
    void shouldLeaveNoSessionWhenSignInRacesDeletion() {
        String email = newEmail();
        String id = newUser(email);
        boolean softly = Math.floorMod(id.hashCode(), 2) == 0;

        List<CompletableFuture<Response>> signIns =
                Stream.generate(
                                () ->
                                        CompletableFuture.supplyAsync(
                                                () ->
                                                        service()
                                                                .body(
                                                                        body(
                                                                                "user_id", id,
                                                                                "method",
                                                                                "passkey"))
                                                                .post("/internal/sessions")))
                        .limit(8)
                        .toList();
        CompletableFuture<Response> deletion =
                CompletableFuture.supplyAsync(() -> delete(id, softly));

        assertThat(deletion.join().statusCode()).isEqualTo(200);
        signIns.forEach(signIn -> assertThat(signIn.join().statusCode()).isIn(200, 404));
        assertThat(
                        database.list(
                                "SELECT 1 FROM auth.sessions WHERE user_id = ?",
                                UUID.fromString(id)))
                .isEmpty();
    }

    @Test
    void shouldDeleteOnceWhenManyAskForIt() {
        String id = newUser(newEmail());

        List<Integer> statuses =
                Stream.generate(
                                () ->
                                        CompletableFuture.supplyAsync(
                                                () -> delete(id, false).statusCode()))
                        .limit(6)
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(statuses).containsOnlyOnce(200);
        assertThat(statuses.stream().filter(s -> s == 404)).hasSize(5);
    }

    @Test
    void shouldTakeAbsentBodyForAHardDeletion() {
        String id = newUser(newEmail());

        admin().delete(USERS + "/" + id).then().statusCode(200);

        admin().get(USERS + "/" + id).then().statusCode(404);
    }

    @Test
    void shouldRefuseBodyOfAnotherShape() {
        String id = newUser(newEmail());

        admin().body("{\"should_soft_delete\":\"yes\"}")
                .delete(USERS + "/" + id)
                .then()
                .statusCode(400)
                .body("code", equalTo("bad_json"));
        admin().get(USERS + "/" + id).then().statusCode(200);
    }

    @Test
    void shouldTellOfRecreatedUserWithGreaterSequence() {
        String id = UUID.randomUUID().toString();
        create("id", id, "email", newEmail()).then().statusCode(200);
        delete(id, false).then().statusCode(200);

        create("id", id, "email", newEmail()).then().statusCode(200);

        await().until(() -> events("postern.users.v1", id).size() == 4);
        assertThat(events("postern.users.v1", id).stream().map(TestBus.Event::sequence).toList())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldSignUserOutOfEverything() {
        Response session = signUp(newEmail());

        admin().delete(USERS + "/" + userId(session) + "/sessions").then().statusCode(204);

        assertRefused(
                as(session).get("/auth/v1/user"),
                403,
                "session_not_found",
                "Session from session_id claim in JWT does not exist");
        assertRefused(
                admin().delete(USERS + "/" + UUID.randomUUID() + "/sessions"),
                404,
                "user_not_found",
                "User not found");
        assertRefused(
                admin().delete(USERS + "/me/sessions"),
                404,
                "validation_failed",
                "user_id must be an UUID");
    }

    private static Response delete(String id, boolean softly) {
        return admin().body(body("should_soft_delete", softly)).delete(USERS + "/" + id);
    }

    private List<TestBus.Event> events(String topic, String key) {
        return bus.events(topic).stream().filter(event -> event.key().equals(key)).toList();
    }
}
