package dev.postern.session.admin;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.postern.testkit.EventSchemas;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdminUserUpdateTest extends AdminTest {

    TestBus bus;

    @Test
    void testAdminUserGet() {
        String email = newEmail();
        String id = newUser(email);

        admin().get(USERS + "/" + id + "/")
                .then()
                .statusCode(200)
                .body("id", equalTo(id))
                .body("email", equalTo(email))
                .body("identities", hasSize(1));
    }

    @Test
    void shouldRefuseIdsOfNobody() {
        String nobody = UUID.randomUUID().toString();

        for (String method : List.of("GET", "PUT", "DELETE")) {
            assertRefused(
                    admin().body(body()).request(method, USERS + "/" + nobody),
                    404,
                    "user_not_found",
                    "User not found");
            for (String malformed : List.of("me", "1-1-1-1-1", "%00", nobody + "0")) {
                assertRefused(
                        admin().urlEncodingEnabled(false)
                                .body(body())
                                .request(method, USERS + "/" + malformed),
                        404,
                        "validation_failed",
                        "user_id must be an UUID");
            }
        }
    }

    @Test
    void testAdminUserUpdateChangesAddressAtOnceAndTheIdentityWithIt() {
        Response session = signUp(newEmail());
        String wanted = newEmail();

        update(userId(session), "email", wanted)
                .then()
                .statusCode(200)
                .body("email", equalTo(wanted))
                .body("new_email", nullValue())
                .body("email_confirmed_at", notNullValue())
                .body("user_metadata.email", equalTo(wanted))
                .body("identities", hasSize(1))
                .body("identities[0].email", equalTo(wanted));

        signIn(wanted, PASSWORD).then().statusCode(200);
    }

    @Test
    void testAdminUserUpdateMergesMetadataAndChangesRole() {
        String id =
                create(
                                "email",
                                newEmail(),
                                "user_metadata",
                                body("a", 1, "b", 2),
                                "app_metadata",
                                body("plan", "pro"))
                        .path("id");

        update(
                        id,
                        "role",
                        "editor",
                        "user_metadata",
                        body("a", null, "c", 3),
                        "app_metadata",
                        body("plan", null, "team", "x"))
                .then()
                .statusCode(200)
                .body("role", equalTo("editor"))
                .body("user_metadata", equalTo(body("b", 2, "c", 3)))
                .body("app_metadata.plan", nullValue())
                .body("app_metadata.team", equalTo("x"))
                .body("app_metadata.provider", equalTo("email"));
    }

    @Test
    void shouldConfirmAddresses() {
        String email = newEmail();
        String id = create("email", email, "phone", newPhone(), "password", PASSWORD).path("id");

        update(id, "email_confirm", true, "phone_confirm", true)
                .then()
                .statusCode(200)
                .body("email_confirmed_at", notNullValue())
                .body("phone_confirmed_at", notNullValue())
                .body("confirmed_at", notNullValue())
                .body("user_metadata.email_verified", equalTo(true))
                .body("identities.identity_data.email_verified", equalTo(List.of(true, false)));

        signIn(email, PASSWORD).then().statusCode(200);
    }

    @Test
    void testAdminUserUpdatePasswordLogsOutAllSessions() {
        String email = newEmail();
        Response first = signUp(email);
        Response second = signIn(email, PASSWORD);

        update(userId(first), "password", "another password").then().statusCode(200);

        for (Response session : List.of(first, second)) {
            assertRefused(
                    as(session).get("/auth/v1/user"),
                    403,
                    "session_not_found",
                    "Session from session_id claim in JWT does not exist");
            refresh(refreshToken(session)).then().statusCode(400);
        }
        signIn(email, PASSWORD).then().statusCode(400);
        signIn(email, "another password").then().statusCode(200);
        String id = claims(first).path("session_id").asText();
        await().until(
                        () ->
                                bus.events("postern.sessions.v1").stream()
                                        .anyMatch(
                                                e ->
                                                        e.key().equals(id)
                                                                && e.value()
                                                                        .contains(
                                                                                "password_changed")));
    }

    @Test
    void shouldHoldNewPasswordToThePolicy() {
        String id = newUser(newEmail());

        assertRefused(
                update(id, "password", "12345"),
                422,
                "weak_password",
                "Password should be at least 6 characters.");
        assertRefused(
                update(id, "password", "x".repeat(73)),
                400,
                "validation_failed",
                "Password cannot be longer than 72 characters");
    }

    @Test
    void shouldRefuseAddressesThatAreTaken() {
        String email = newEmail();
        String phone = newPhone();
        create("email", email, "phone", phone).then().statusCode(200);
        String id = newUser(newEmail());

        assertRefused(
                update(id, "email", email),
                422,
                "email_exists",
                "A user with this email address has already been registered");
        assertRefused(
                update(id, "phone", phone),
                422,
                "phone_exists",
                "Phone number already registered by another user");
    }

    @Test
    void shouldMakeBanEffectiveEverywhereUntilItIsLifted() {
        String email = newEmail();
        Response session = signUp(email);
        String id = userId(session);

        update(id, "ban_duration", "1h30m")
                .then()
                .statusCode(200)
                .body("banned_until", notNullValue());

        Instant until =
                Instant.parse(admin().get(USERS + "/" + id).path("banned_until").toString());
        assertThat(Duration.between(Instant.now(), until))
                .isBetween(Duration.ofMinutes(80), Duration.ofMinutes(90));
        assertRefused(signIn(email, PASSWORD), 400, "user_banned", "User is banned");
        assertRefused(signIn(email, "wrong password"), 400, "user_banned", "User is banned");
        assertRefused(
                refresh(refreshToken(session)),
                400,
                "user_banned",
                "Invalid Refresh Token: User Banned");
        assertRefused(as(session).get("/auth/v1/user"), 403, "user_banned", "User is banned");
        service()
                .body(body("user_id", id, "method", "passkey"))
                .post("/internal/sessions")
                .then()
                .statusCode(403)
                .body("error_code", equalTo("user_banned"));
        update(id, "ban_duration", "none").then().statusCode(200).body("banned_until", nullValue());
        as(session).get("/auth/v1/user").then().statusCode(200);
        refresh(refreshToken(session)).then().statusCode(200);
        await().until(() -> told(id).size() == 3);
        assertThat(told(id).stream().map(TestBus.Event::type))
                .containsExactly(
                        "dev.postern.users.created",
                        "dev.postern.users.banned",
                        "dev.postern.users.updated");
        told(id).forEach(event -> EventSchemas.assertValid(event.type(), event.value()));
    }

    @Test
    void shouldMakeSsoRuleReal() {
        Response session = signUp(newEmail());

        update(userId(session), "is_sso_user", true)
                .then()
                .statusCode(200)
                .body("is_sso_user", equalTo(true));

        assertRefused(
                as(session).body(body("password", "another password")).put("/auth/v1/user"),
                422,
                "user_sso_managed",
                "Updating email, phone, password of a SSO account only possible via SSO");
        service()
                .get("/internal/users/" + userId(session))
                .then()
                .body("user.is_sso_user", equalTo(true));
    }

    @Test
    void shouldMakeUselessWhatWasMailedToTheOldAddress() {
        String id = newUser(newEmail());
        String hash = id.replace("-", "") + "0".repeat(24);
        database.change(
                "INSERT INTO auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to)"
                        + " VALUES (gen_random_uuid(), ?, 'recovery_token', ?, 'x')",
                UUID.fromString(id),
                hash);

        update(id, "email", newEmail()).then().statusCode(200);

        assertRefused(
                client().body(body("type", "recovery", "token_hash", hash)).post("/auth/v1/verify"),
                403,
                "otp_expired",
                "Email link is invalid or has expired");
    }

    @Test
    void shouldNoLongerTakeUserWithAnAddressForAnonymous() {
        String id = newUser(newEmail());
        database.change(
                "UPDATE auth.users SET is_anonymous = true, email = NULL,"
                        + " raw_app_meta_data = NULL WHERE id = ?",
                UUID.fromString(id));

        update(id, "email", newEmail())
                .then()
                .statusCode(200)
                .body("is_anonymous", equalTo(false))
                .body("app_metadata.providers", equalTo(List.of("email")));
    }

    @Test
    void shouldLoseNothingWhenManyChangeOneUser() {
        String id = newUser(newEmail());

        List.of("a", "b", "c", "d", "e", "f").parallelStream()
                .forEach(
                        key -> update(id, "user_metadata", body(key, true)).then().statusCode(200));

        assertThat(column("raw_user_meta_data", id)).contains("\"a\"", "\"b\"", "\"c\"", "\"d\"");
        assertThat(column("raw_user_meta_data", id)).contains("\"e\"", "\"f\"");
    }

    private List<TestBus.Event> told(String id) {
        return bus.events("postern.users.v1").stream()
                .filter(event -> event.key().equals(id))
                .toList();
    }
}
