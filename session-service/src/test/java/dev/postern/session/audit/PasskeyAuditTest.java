package dev.postern.session.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.session.SessionServiceTest;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PasskeyAuditTest extends SessionServiceTest {

    private static final String TOPIC = "postern.credentials.v1";

    TestBus bus;

    @Test
    void shouldEnterWhatHappensToAPasskey() {
        Response user = signUp(newEmail());
        String passkey = UUID.randomUUID().toString();

        publish("registered", passkey, 1, data(passkey, userId(user), userId(user), null));
        publish("renamed", passkey, 2, data(passkey, userId(user), userId(user), null));
        publish("deleted", passkey, 3, data(passkey, userId(user), null, "service_role"));
        bus.publish(TOPIC, "dev.postern.credentials.deleted", passkey, 4, UUID.randomUUID(), null);

        await().until(() -> entries(passkey).size() == 3);
        assertThat(entries(passkey))
                .containsExactlyInAnyOrder(
                        "passkey_created " + userId(user) + " user",
                        "passkey_updated " + userId(user) + " user",
                        "passkey_deleted 00000000-0000-0000-0000-000000000000 user");
        assertThat(
                        database.one(
                                "SELECT payload ->> 'actor_username' FROM auth.audit_log_entries"
                                        + " WHERE payload -> 'traits' ->> 'passkey_id' = ?"
                                        + " AND payload ->> 'action' = 'passkey_deleted'",
                                passkey))
                .isEqualTo("service_role");
    }

    @Test
    void shouldEnterOnceWhatIsToldTwice() {
        Response user = signUp(newEmail());
        String passkey = UUID.randomUUID().toString();
        UUID id = UUID.randomUUID();
        String data = data(passkey, userId(user), userId(user), null);

        bus.publish(TOPIC, "dev.postern.credentials.registered", passkey, 1, id, data);
        bus.publish(TOPIC, "dev.postern.credentials.registered", passkey, 1, id, data);
        publish("renamed", passkey, 2, data);

        await().until(() -> entries(passkey).stream().anyMatch(e -> e.contains("updated")));
        assertThat(entries(passkey)).hasSize(2);
    }

    @Test
    void shouldForgetPasskeyThatIsGone() {
        Response user = signUp(newEmail());
        String passkey = UUID.randomUUID().toString();
        service()
                .body(body("user_id", userId(user), "method", "passkey", "credential_id", passkey))
                .post("/internal/sessions")
                .then()
                .statusCode(200);

        publish("deleted", passkey, 2, data(passkey, userId(user), userId(user), null));

        await().until(
                        () ->
                                database.list(
                                                "SELECT id FROM auth.sessions"
                                                        + " WHERE credential_id = CAST(? AS uuid)",
                                                passkey)
                                        .isEmpty());
    }

    @Test
    void shouldSetAsideWhatItCannotRead() {
        String key = UUID.randomUUID().toString();
        Response user = signUp(newEmail());

        publish("registered", key, 1, "{\"id\":\"no uuid\"}");
        publish("registered", key, 2, data(key, userId(user), userId(user), null));

        await().until(() -> entries(key).size() == 1);
        await().until(
                        () ->
                                bus.events(TOPIC + ".dlq").stream()
                                        .anyMatch(event -> key.equals(event.key())));
    }

    private void publish(String type, String passkey, long sequence, String data) {
        bus.publish(
                TOPIC,
                "dev.postern.credentials." + type,
                passkey,
                sequence,
                UUID.randomUUID(),
                data);
    }

    private static String data(String passkey, String user, String actor, String role) {
        return """
               {"id":"%s","user_id":"%s","credential_id":"AQID","friendly_name":"Passkey",
                "aaguid":"00000000-0000-0000-0000-000000000000","transports":[],
                "backup_eligible":false,"backed_up":false,"created_at":"2026-01-01T00:00:00Z",
                "deleted":false,"actor":{"id":%s,"role":%s}}
               """
                .formatted(passkey, user, quoted(actor), quoted(role));
    }

    private static String quoted(String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }

    private List<String> entries(String passkey) {
        return database.list(
                "SELECT concat_ws(' ', payload ->> 'action', payload ->> 'actor_id',"
                        + " payload ->> 'log_type') FROM auth.audit_log_entries"
                        + " WHERE payload -> 'traits' ->> 'passkey_id' = ?",
                passkey);
    }
}
