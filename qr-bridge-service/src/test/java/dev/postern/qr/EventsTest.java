package dev.postern.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.qr.handoff.Tokens;
import dev.postern.testkit.EventSchemas;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class EventsTest extends QrBridgeTest {

    private static final String TOPIC = "postern.qr.v1";
    private static final String PREFIX = "dev.postern.qr.";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "created",
                "claimed",
                "approved",
                "denied",
                "delivered",
                "expired",
                "mismatch",
                "rate_limited"
            })
    void shouldPublishExamplesThatMeetTheirSchemas(String type) {
        EventSchemas.assertValid(PREFIX + type, EventSchemas.example(PREFIX + type));
    }

    @Test
    void shouldTellTheStoryOfADeliveryOnceAndInOrder() {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String handshake = phone.claimed(page);
        phone.approve(page.sessionId, phone.approveBody(page, handshake, "secret"));
        page.await("SESSION_VALIDATE");
        page.acknowledge(true);

        assertStory(page, "created", "claimed", "approved", "delivered");
        TestBus.Event delivered = eventsOf(page).get(3);
        JsonObject data = new JsonObject(delivered.value());
        assertThat(data.getString("user_id")).isEqualTo(phone.user.toString());
        assertThat(data.getJsonObject("device").getString("name")).isEqualTo("Pixel 8");
        assertThat(delivered.key()).isEqualTo(data.getString("id"));
        assertThat(delivered.headers()).containsKeys("ce_id", "ce_time", "ce_subject");
    }

    @Test
    void shouldTellOfARefusal() {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String handshake = phone.claimed(page);
        phone.deny(page.sessionId, Map.of("handshakeToken", handshake, "reason", "not_me"));

        assertStory(page, "created", "claimed", "denied");
        assertThat(new JsonObject(eventsOf(page).get(2).value()).getString("reason"))
                .isEqualTo("not_me");
    }

    @Test
    void shouldTellOfAMismatchAndOfAnEndByTime() {
        Page page = page(QrSettingsFixture.FAST);
        PhoneFixture phone = phone(QrSettingsFixture.FAST);
        phone.claim(page.sessionId, phone.claimBody(new PageKeys().hash())).statusCode(409);
        phone.claimed(page);
        page.await("SESSION_EXPIRED");

        assertStory(page, "created", "mismatch", "claimed", "expired");
    }

    @Test
    void shouldTellOnceThatALimitWasReached() {
        String address = "198.51.100.77";
        use(QrSettingsFixture.limited(), true);
        try {
            PhoneFixture phone = phone(QrSettingsFixture.DEMO);
            for (int i = 0; i < 25; i++) {
                phone.request()
                        .header("X-Forwarded-For", address)
                        .header("X-Handshake-Token", "A".repeat(43))
                        .get("/qr/v1/sessions/" + "A".repeat(43));
            }
            await().untilAsserted(
                            () ->
                                    assertThat(bus.events(TOPIC))
                                            .filteredOn(e -> e.type().endsWith(".rate_limited"))
                                            .filteredOn(e -> e.value().contains(address))
                                            .singleElement()
                                            .satisfies(
                                                    e ->
                                                            EventSchemas.assertValid(
                                                                    e.type(), e.value())));
        } finally {
            use(QrSettingsFixture.settings(), false);
        }
    }

    private void assertStory(Page page, String... types) {
        await().untilAsserted(
                        () ->
                                assertThat(eventsOf(page))
                                        .extracting(e -> e.type().substring(PREFIX.length()))
                                        .containsExactly(types));
        eventsOf(page).forEach(event -> EventSchemas.assertValid(event.type(), event.value()));
    }

    private List<TestBus.Event> eventsOf(Page page) {
        return bus.events(TOPIC).stream()
                .filter(e -> e.key().equals(Tokens.publicName(page.sessionId)))
                .sorted(Comparator.comparingLong(TestBus.Event::sequence))
                .toList();
    }
}
