package dev.postern.session.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.session.SessionServiceTest;
import dev.postern.testkit.EventSchemas;
import dev.postern.testkit.PosternTestResource;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UserEventsTest extends SessionServiceTest {

    TestBus bus;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.postern.users.created",
                "dev.postern.users.updated",
                "dev.postern.users.banned",
                "dev.postern.users.deleted",
                "dev.postern.sessions.opened",
                "dev.postern.sessions.revoked",
                "dev.postern.sessions.reuse-detected",
                "dev.postern.settings.changed"
            })
    void shouldPublishExampleThatMeetsItsSchema(String type) {
        EventSchemas.assertValid(type, EventSchemas.example(type));
    }

    @Test
    void shouldTellOfNewUserWithoutTheAddress() throws Exception {
        String email = newEmail();

        Response user = signUp(email);

        await().until(() -> !told(user).isEmpty());
        TestBus.Event event = told(user).get(0);
        EventSchemas.assertValid(event.type(), event.value());
        assertThat(event.type()).isEqualTo("dev.postern.users.created");
        assertThat(event.sequence()).isEqualTo(1);
        assertThat(event.headers()).containsEntry("ce_subject", userId(user));
        JsonNode data = JSON.readTree(event.value());
        assertThat(data.path("email_hash").asText()).isEqualTo(hash(email));
        assertThat(data.path("email_confirmed").asBoolean()).isTrue();
        assertThat(event.value()).doesNotContain(email);
    }

    @Test
    void shouldTellOfNewAddressWithGreaterSequence() {
        Response user = signUp(newEmail());
        database.change(
                "UPDATE auth.users SET is_anonymous = true, email = null WHERE id = ?",
                UUID.fromString(userId(user)));

        as(user).body(body("email", newEmail())).put("/auth/v1/user").then().statusCode(200);

        await().until(() -> told(user).size() == 2);
        TestBus.Event event = told(user).get(1);
        EventSchemas.assertValid(event.type(), event.value());
        assertThat(event.type()).isEqualTo("dev.postern.users.updated");
        assertThat(event.sequence()).isEqualTo(2);
    }

    @Test
    void shouldTellOfSessionsThatBeginAndEnd() {
        Response session = signUp(newEmail());
        String id = claims(session).path("session_id").asText();

        as(session).post("/auth/v1/logout").then().statusCode(204);

        await().until(() -> sessionEvents(id).size() == 2);
        sessionEvents(id)
                .forEach(
                        event -> {
                            EventSchemas.assertValid(event.type(), event.value());
                            assertThat(event.value())
                                    .doesNotContain(refreshToken(session))
                                    .contains(userId(session));
                        });
        assertThat(sessionEvents(id).get(1).value()).contains("\"logout\"");
    }

    private List<TestBus.Event> told(Response user) {
        return bus.events("postern.users.v1").stream()
                .filter(event -> event.key().equals(userId(user)))
                .toList();
    }

    private List<TestBus.Event> sessionEvents(String id) {
        return bus.events("postern.sessions.v1").stream()
                .filter(event -> event.key().equals(id))
                .toList();
    }

    private static String hash(String email) throws Exception {
        byte[] key =
                hmac(
                        PosternTestResource.SERVICE_TOKEN.getBytes(StandardCharsets.UTF_8),
                        "postern email hash");
        return HexFormat.of().formatHex(hmac(key, email));
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
