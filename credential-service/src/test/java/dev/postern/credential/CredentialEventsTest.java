package dev.postern.credential;

import static dev.postern.credential.Ceremonies.authentication;
import static dev.postern.credential.Ceremonies.authenticator;
import static dev.postern.credential.Ceremonies.postAuthentication;
import static dev.postern.credential.Ceremonies.registered;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.testkit.EventSchemas;
import dev.postern.testkit.TestBus;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CredentialEventsTest {

    private static final String TOPIC = "postern.credentials.v1";
    private static final ObjectMapper JSON = new ObjectMapper();

    TestBus bus;
    TestUser user;

    @BeforeEach
    void newUser() {
        FakePeers.reset();
        user = TestUser.confirmed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"registered", "renamed", "deleted", "clone-suspected"})
    void shouldPublishAnExampleThatMeetsItsSchema(String event) {
        String type = "dev.postern.credentials." + event;

        EventSchemas.assertValid(type, EventSchemas.example(type));
    }

    @Test
    void shouldTellTheWholeLifeOfAPasskeyInOrder() throws JsonProcessingException {
        SoftwareAuthenticator authenticator = authenticator().transports("internal", "hybrid");
        UUID id = registered(user, authenticator);
        SoftwareAuthenticator clone = authenticator.cloned();
        given().header("Authorization", "Bearer " + user.token())
                .body("{\"friendly_name\":\"Phone\"}")
                .patch("/auth/v1/passkeys/" + id)
                .then()
                .statusCode(200);
        postAuthentication(authentication(authenticator)).then().statusCode(200);
        postAuthentication(authentication(clone)).then().statusCode(200);

        given().header("Authorization", "Bearer " + user.token())
                .delete("/auth/v1/passkeys/" + id)
                .then()
                .statusCode(204);

        List<TestBus.Event> events = eventsOf(id, 5);
        assertThat(events)
                .extracting(TestBus.Event::type)
                .containsExactly(
                        "dev.postern.credentials.registered",
                        "dev.postern.credentials.renamed",
                        "dev.postern.credentials.clone-suspected",
                        "dev.postern.credentials.deleted",
                        "dev.postern.credentials.deleted");
        assertThat(events).extracting(TestBus.Event::sequence).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(events.get(4).value()).as("tombstone").isNull();
        for (TestBus.Event event : events.subList(0, 4)) {
            EventSchemas.assertValid(event.type(), event.value());
            assertThat(event.headers())
                    .containsEntry("ce_source", "/credential-service")
                    .containsEntry("ce_subject", id.toString())
                    .containsKeys("ce_id", "ce_time", "ce_specversion");
        }
        JsonNode registered = JSON.readTree(events.get(0).value());
        assertThat(registered.get("credential_id").asText())
                .isEqualTo(
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(authenticator.credentials().get(0).id()));
        assertThat(registered.get("transports")).hasToString("[\"internal\",\"hybrid\"]");
        assertThat(registered.get("actor"))
                .hasToString("{\"id\":\"%s\",\"role\":\"authenticated\"}".formatted(user.id));
        assertThat(JSON.readTree(events.get(1).value()).get("friendly_name").asText())
                .isEqualTo("Phone");
        assertThat(JSON.readTree(events.get(3).value()).get("deleted").asBoolean()).isTrue();
    }

    @Test
    void shouldDeleteTheCredentialsOfADeletedUserOnce() throws JsonProcessingException {
        UUID first = registered(user, authenticator());
        UUID second = registered(user, authenticator());
        UUID others = registered(TestUser.confirmed(), authenticator());
        UUID event = UUID.randomUUID();

        publishUser("deleted", event, EventSchemas.example("dev.postern.users.deleted"));

        for (UUID id : List.of(first, second)) {
            List<TestBus.Event> events = eventsOf(id, 3);
            assertThat(events)
                    .extracting(TestBus.Event::type)
                    .containsExactly(
                            "dev.postern.credentials.registered",
                            "dev.postern.credentials.deleted",
                            "dev.postern.credentials.deleted");
            EventSchemas.assertValid(events.get(1).type(), events.get(1).value());
            assertThat(JSON.readTree(events.get(1).value()).get("actor"))
                    .hasToString("{\"id\":null,\"role\":null}");
            assertThat(events.get(2).value()).isNull();
        }
        assertThat(
                        Database.count(
                                "SELECT count(*) FROM auth.webauthn_credentials WHERE user_id = ?",
                                user.id))
                .isZero();
        assertThat(
                        Database.count(
                                "SELECT count(*) FROM auth.webauthn_credentials WHERE id = ?",
                                others))
                .isEqualTo(1);
    }

    @Test
    void shouldDoNothingWhenADeletionIsDeliveredAgain() {
        UUID event = UUID.randomUUID();
        publishUser("deleted", event, EventSchemas.example("dev.postern.users.deleted"));
        awaitConsumed(event);
        UUID kept = registered(user, authenticator());

        publishUser("deleted", event, EventSchemas.example("dev.postern.users.deleted"));

        awaitEverythingBefore();
        assertThat(
                        Database.count(
                                "SELECT count(*) FROM auth.webauthn_credentials WHERE id = ?",
                                kept))
                .isEqualTo(1);
    }

    @Test
    void shouldTakeATombstoneForTheDeletionThatCompactionSwallowed() {
        UUID id = registered(user, authenticator());

        publishUser("deleted", UUID.randomUUID(), null);

        assertThat(eventsOf(id, 3).get(2).value()).isNull();
    }

    @Test
    void shouldSendPoisonToTheDeadLetterTopicAndGoOn() {
        UUID id = registered(user, authenticator());
        String poison = "not-a-user-" + UUID.randomUUID();
        bus.publish(
                "postern.users.v1",
                "dev.postern.users.deleted",
                poison,
                1,
                UUID.randomUUID(),
                EventSchemas.example("dev.postern.users.deleted"));
        publishUser(
                "updated", UUID.randomUUID(), EventSchemas.example("dev.postern.users.updated"));

        publishUser(
                "deleted", UUID.randomUUID(), EventSchemas.example("dev.postern.users.deleted"));

        assertThat(eventsOf(id, 3)).hasSize(3);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                bus.events("postern.users.v1.dlq").stream()
                                        .anyMatch(event -> poison.equals(event.key())));
    }

    /**
     * The consumer works through a partition in order: when an event of another user in each
     * partition has been dealt with, so has everything before.
     */
    private void awaitEverythingBefore() {
        List<UUID> markers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            UUID marker = UUID.randomUUID();
            bus.publish(
                    "postern.users.v1",
                    "dev.postern.users.deleted",
                    UUID.randomUUID().toString(),
                    1,
                    marker,
                    EventSchemas.example("dev.postern.users.deleted"));
            markers.add(marker);
        }
        markers.forEach(CredentialEventsTest::awaitConsumed);
    }

    private void publishUser(String type, UUID event, String data) {
        bus.publish(
                "postern.users.v1",
                "dev.postern.users." + type,
                user.id.toString(),
                2,
                event,
                data);
    }

    private static void awaitConsumed(UUID event) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                Database.count(
                                                "SELECT count(*) FROM auth.consumed_event WHERE"
                                                        + " event_id = ?",
                                                event)
                                        == 1);
    }

    private List<TestBus.Event> eventsOf(UUID id, int expected) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> read(id).size() >= expected);
        return read(id);
    }

    private List<TestBus.Event> read(UUID id) {
        return bus.events(TOPIC).stream()
                .filter(event -> event.key().equals(id.toString()))
                .toList();
    }
}
