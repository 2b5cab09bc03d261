package dev.postern.credential;

import static dev.postern.credential.Ceremonies.authentication;
import static dev.postern.credential.Ceremonies.authenticator;
import static dev.postern.credential.Ceremonies.postAuthentication;
import static dev.postern.credential.Ceremonies.registered;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.postern.testkit.EventSchemas;
import dev.postern.testkit.SqlScript;
import dev.postern.testkit.TestBus;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ImportTest {

    private static final String MOVE_TO_SUPABASE =
            """
            WITH moved AS (DELETE FROM auth.webauthn_credentials WHERE id = ? RETURNING *)
            INSERT INTO supabase.webauthn_credentials (id, user_id, credential_id, public_key,
                aaguid, sign_count, transports, friendly_name, created_at)
            SELECT gen_random_uuid(), user_id, credential_id, public_key, CAST(? AS uuid), sign_count,
                transports, ?, '2025-06-01T12:00:00Z' FROM moved RETURNING id
            """;

    TestBus bus;
    TestUser user;
    SoftwareAuthenticator authenticator;
    UUID passkey;

    /** A passkey whose only trace is a row in the shape of Supabase's. */
    @BeforeEach
    void projectToTakeOver() {
        FakePeers.reset();
        script(SqlScript.resource("import/supabase.sql"));
        user = TestUser.confirmed();
        authenticator = authenticator();
        passkey = moveToSupabase(user, authenticator, "My phone", null);
    }

    @AfterEach
    void forgetProject() {
        script("DROP SCHEMA supabase CASCADE");
    }

    @Test
    void shouldSignInWithPasskeyThatWasTakenOver() {
        Map<String, Long> counts = script(SqlScript.ofImport("credential.sql"));

        postAuthentication(authentication(authenticator)).then().statusCode(200);
        assertThat(counts)
                .containsExactlyInAnyOrderEntriesOf(Map.of("passkeys_found", 1L, "passkeys", 1L));
        assertThat(
                        Database.row(
                                "SELECT sign_count, uv_initialized FROM auth.webauthn_credentials"
                                        + " WHERE id = ?",
                                passkey))
                .containsEntry("sign_count", 2L)
                .containsEntry("uv_initialized", true);
    }

    @Test
    void shouldListPasskeyThatWasTakenOver() {
        script(SqlScript.ofImport("credential.sql"));

        given().header("Authorization", "Bearer " + user.token())
                .get("/auth/v1/passkeys")
                .then()
                .statusCode(200)
                .body("", hasSize(1))
                .body("[0].id", equalTo(passkey.toString()))
                .body("[0].friendly_name", equalTo("My phone"))
                .body("[0].created_at", equalTo("2025-06-01T12:00:00Z"));
    }

    @Test
    void shouldTellTheOthersOfEveryPasskeyOnce() {
        UUID second =
                moveToSupabase(
                        TestUser.confirmed(),
                        authenticator(),
                        "",
                        "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4");

        script(SqlScript.ofImport("credential.sql"));
        Map<String, Long> again = script(SqlScript.ofImport("credential.sql"));

        assertThat(again).containsEntry("passkeys_found", 2L).containsEntry("passkeys", 0L);
        await().until(() -> !told(passkey).isEmpty() && !told(second).isEmpty());
        for (UUID imported : List.of(passkey, second)) {
            assertThat(told(imported)).hasSize(1);
            TestBus.Event event = told(imported).get(0);
            EventSchemas.assertValid(event.type(), event.value());
            assertThat(event.type()).isEqualTo("dev.postern.credentials.registered");
            assertThat(event.value()).contains("\"import\"");
        }
    }

    private static UUID moveToSupabase(
            TestUser owner, SoftwareAuthenticator device, String name, String aaguid) {
        return (UUID)
                Database.row(MOVE_TO_SUPABASE, registered(owner, device), aaguid, name).get("id");
    }

    private static Map<String, Long> script(String text) {
        try (Connection connection = Database.connect()) {
            return SqlScript.run(connection, text);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private List<TestBus.Event> told(UUID id) {
        return bus.events("postern.credentials.v1").stream()
                .filter(event -> event.key().equals(id.toString()))
                .toList();
    }
}
