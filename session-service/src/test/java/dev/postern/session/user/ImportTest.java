package dev.postern.session.user;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.password4j.BcryptFunction;
import com.password4j.types.Bcrypt;
import dev.postern.session.SessionServiceTest;
import dev.postern.testkit.EventSchemas;
import dev.postern.testkit.SqlScript;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Takes over a project of Supabase's with one user of every kind. */
@QuarkusTest
class ImportTest extends SessionServiceTest {

    private static final String HASH =
            BcryptFunction.getInstance(Bcrypt.A, 10).hash(PASSWORD).getResult();

    TestBus bus;

    private final UUID ada = UUID.randomUUID();
    private final String adasAddress = newEmail();
    private final UUID adasSession = UUID.randomUUID();

    @BeforeEach
    void projectToTakeOver() {
        script(SqlScript.resource("import/supabase.sql"));
        user(ada, adasAddress);
        change(
                "INSERT INTO supabase.sessions (id, user_id, created_at, updated_at, aal,"
                        + " refreshed_at, user_agent, ip) VALUES (?, ?, now(), now(), 'aal1',"
                        + " now(), 'Firefox', '203.0.113.7')",
                adasSession,
                ada);
        change(
                "INSERT INTO supabase.mfa_amr_claims VALUES"
                        + " (?, now(), now(), 'password', gen_random_uuid())",
                adasSession);
        token(adasSession, "oldest00000" + suffix(), null, true);
        token(adasSession, "previous000" + suffix(), "oldest00000" + suffix(), true);
        token(adasSession, "active00000" + suffix(), "previous000" + suffix(), false);
    }

    @AfterEach
    void forgetProject() {
        script("DROP SCHEMA supabase CASCADE");
    }

    @Test
    void shouldSignInWithPasswordThatWasTakenOverAndKeepABetterHash() {
        Map<String, Long> counts = takeOver();

        Response session = signIn(adasAddress, PASSWORD);

        session.then()
                .statusCode(200)
                .body("user.id", equalTo(ada.toString()))
                .body("user.email", equalTo(adasAddress))
                .body("user.app_metadata.providers", contains("email"))
                .body("user.user_metadata.name", equalTo("Ada"))
                .body("user.identities[0].provider", equalTo("email"))
                .body("user.created_at", equalTo("2024-05-01T12:00:00Z"));
        assertThat(passwordOf(ada)).startsWith("$argon2id$");
        signIn(adasAddress, PASSWORD).then().statusCode(200);
        assertRefused(
                signIn(adasAddress, "wrong"),
                400,
                "invalid_credentials",
                "Invalid login credentials");
        assertThat(counts)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "users_found",
                                1L,
                                "users",
                                1L,
                                "identities",
                                1L,
                                "factors",
                                0L,
                                "sessions",
                                1L,
                                "claims",
                                1L,
                                "refresh_tokens",
                                2L));
    }

    @Test
    void shouldTakeOverTheStateOfEveryUser() {
        UUID unconfirmed = UUID.randomUUID();
        UUID banned = UUID.randomUUID();
        UUID deleted = UUID.randomUUID();
        UUID sso = UUID.randomUUID();
        UUID anonymous = UUID.randomUUID();
        UUID careful = UUID.randomUUID();
        String waiting = newEmail();
        String barred = newEmail();
        user(unconfirmed, waiting);
        set(unconfirmed, "email_confirmed_at = NULL, confirmation_token = 'abc'");
        user(banned, barred);
        set(banned, "banned_until = now() + interval '1 year'");
        user(deleted, "deleted-" + newEmail());
        set(deleted, "deleted_at = now()");
        user(sso, null);
        set(sso, "is_sso_user = true, encrypted_password = NULL, email = '" + adasAddress + "'");
        user(anonymous, null);
        set(anonymous, "is_anonymous = true, encrypted_password = '', phone = ''");
        user(careful, newEmail());
        change(
                "INSERT INTO supabase.mfa_factors (id, user_id, factor_type, status, created_at,"
                        + " updated_at, secret) VALUES (gen_random_uuid(), ?, 'totp', 'verified',"
                        + " now(), now(), 'secret')",
                careful);

        Map<String, Long> counts = takeOver();

        assertThat(counts)
                .containsEntry("users_found", 7L)
                .containsEntry("users", 6L)
                .containsEntry("factors", 1L);
        assertRefused(signIn(waiting, PASSWORD), 400, "email_not_confirmed", "Email not confirmed");
        assertRefused(signIn(barred, PASSWORD), 400, "user_banned", "User is banned");
        assertThat(told(ada)).isEqualTo("true false false false false");
        assertThat(told(unconfirmed)).isEqualTo("false false false false false");
        assertThat(told(banned)).isEqualTo("true true false false false");
        assertThat(told(sso)).isEqualTo("true false false true false");
        assertThat(told(anonymous)).isEqualTo("false false true false false");
        assertThat(told(careful)).isEqualTo("true false false false true");
        assertThat(events(deleted)).isEmpty();
    }

    @Test
    void shouldLeaveAsTheyAreUsersWhoAreHereAlready() {
        String taken = newEmail();
        Response here = signUp(taken, "another password");
        UUID namesake = UUID.randomUUID();
        user(namesake, taken);
        takeOver();
        signIn(adasAddress, PASSWORD).then().statusCode(200);
        database.change(
                "UPDATE auth.users SET raw_user_meta_data = '{\"name\":\"Lovelace\"}' WHERE id = ?",
                ada);

        Map<String, Long> again = takeOver();

        assertThat(again)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "users_found",
                                2L,
                                "users",
                                0L,
                                "identities",
                                0L,
                                "factors",
                                0L,
                                "sessions",
                                0L,
                                "claims",
                                0L,
                                "refresh_tokens",
                                0L));
        signIn(taken, "another password")
                .then()
                .statusCode(200)
                .body("user.id", equalTo(userId(here)));
        signIn(adasAddress, PASSWORD)
                .then()
                .statusCode(200)
                .body("user.user_metadata.name", equalTo("Lovelace"));
        await().until(() -> !events(ada).isEmpty());
        assertThat(events(ada)).hasSize(1);
        assertThat(events(namesake)).isEmpty();
    }

    @Test
    void shouldExchangeTokenThatWasTakenOver() {
        takeOver();

        Response session = refresh("active00000" + suffix());

        session.then()
                .statusCode(200)
                .body("user.id", equalTo(ada.toString()))
                .body("refresh_token", not(equalTo("active00000" + suffix())));
        assertThat(claims(session).path("session_id").asText()).isEqualTo(adasSession.toString());
        assertThat(claims(session).path("amr").get(0).path("method").asText())
                .isEqualTo("password");
        refresh(refreshToken(session)).then().statusCode(200);
        database.change(
                "UPDATE auth.sessions SET refreshed_at = refreshed_at - interval '1 minute'"
                        + " WHERE id = ?",
                adasSession);
        assertRefused(
                refresh("active00000" + suffix()),
                400,
                "refresh_token_already_used",
                "Invalid Refresh Token: Already Used");
    }

    @Test
    void shouldKeepNoTokenInClear() {
        takeOver();

        assertThat(
                        database.list(
                                "SELECT token_hash || counter FROM auth.refresh_tokens"
                                        + " WHERE session_id = ? ORDER BY counter DESC",
                                adasSession))
                .containsExactly(
                        sha256("active00000" + suffix()) + "0",
                        sha256("previous000" + suffix()) + "-1");
    }

    private void user(UUID id, String email) {
        change(
                "INSERT INTO supabase.users (id, instance_id, aud, role, email, encrypted_password,"
                        + " email_confirmed_at, confirmation_token, raw_app_meta_data,"
                        + " raw_user_meta_data, created_at, updated_at) VALUES (?,"
                        + " '00000000-0000-0000-0000-000000000000', 'authenticated',"
                        + " 'authenticated', ?, ?, CASE WHEN CAST(? AS text) IS NOT NULL THEN"
                        + " now() END, '', '{\"provider\":\"email\",\"providers\":[\"email\"]}',"
                        + " '{\"name\":\"Ada\"}', '2024-05-01T12:00:00Z', now())",
                id,
                email,
                HASH,
                email);
        if (email != null) {
            change(
                    "INSERT INTO supabase.identities (provider_id, user_id, identity_data,"
                            + " provider, created_at, updated_at) VALUES (?, ?, jsonb_build_object("
                            + "'sub', CAST(? AS text), 'email', CAST(? AS text)), 'email', now(),"
                            + " now())",
                    id.toString(),
                    id,
                    id.toString(),
                    email);
        }
    }

    private void set(UUID user, String assignments) {
        if (assignments.contains("is_sso_user")) {
            change("UPDATE supabase.users SET email_confirmed_at = now() WHERE id = ?", user);
        }
        change("UPDATE supabase.users SET " + assignments + " WHERE id = ?", user);
    }

    private void token(UUID session, String token, String parent, boolean revoked) {
        change(
                "INSERT INTO supabase.refresh_tokens (token, user_id, revoked, created_at,"
                        + " updated_at, parent, session_id) VALUES (?, ?, ?, now(), now(), ?, ?)",
                token,
                ada.toString(),
                revoked,
                parent,
                session);
    }

    /** One character that tells the tokens of two tests apart. */
    private String suffix() {
        return Integer.toString(Math.floorMod(ada.hashCode(), 36), 36);
    }

    private void change(String sql, Object... parameters) {
        assertThat(database.change(sql, parameters)).isEqualTo(1);
    }

    private Map<String, Long> takeOver() {
        return script(SqlScript.ofImport("session.sql"));
    }

    private Map<String, Long> script(String text) {
        try (Connection connection = database.connect()) {
            return SqlScript.run(connection, text);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private String passwordOf(UUID user) {
        return database.one("SELECT encrypted_password FROM auth.users WHERE id = ?", user);
    }

    private String sha256(String text) {
        return database.one("SELECT encode(sha256(CAST(? AS text)::bytea), 'hex')", text);
    }

    private String told(UUID user) {
        await().until(() -> !events(user).isEmpty());
        assertThat(events(user)).hasSize(1);
        TestBus.Event event = events(user).get(0);
        EventSchemas.assertValid(event.type(), event.value());
        assertThat(event.type()).isEqualTo("dev.postern.users.created");
        assertThat(event.sequence()).isEqualTo(1);
        JsonNode data = json(event.value());
        return "%s %s %s %s %s"
                .formatted(
                        data.path("email_confirmed"),
                        !data.path("banned_until").isNull(),
                        data.path("is_anonymous"),
                        data.path("is_sso_user"),
                        data.path("has_verified_factor"));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private List<TestBus.Event> events(UUID user) {
        return bus.events("postern.users.v1").stream()
                .filter(event -> event.key().equals(user.toString()))
                .toList();
    }
}
