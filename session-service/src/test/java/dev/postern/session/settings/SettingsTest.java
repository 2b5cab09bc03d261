package dev.postern.session.settings;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;

import dev.postern.session.SessionServiceTest;
import dev.postern.testkit.EventSchemas;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SettingsTest extends SessionServiceTest {

    private static final String TOPIC = "postern.settings.v1";

    @Inject Settings settings;
    @Inject SettingsStore store;

    TestBus bus;

    @AfterEach
    void forgetOverrides() throws Throwable {
        database.change("DELETE FROM auth.project_settings");
        VertxContextSupport.subscribeAndAwait(settings::reread);
    }

    @Test
    void shouldShowPublicSettings() {
        client().get("/auth/v1/settings")
                .then()
                .statusCode(200)
                .body("external", aMapWithSize(26))
                .body("external.email", equalTo(true))
                .body("external.phone", equalTo(false))
                .body("external.anonymous_users", equalTo(false))
                .body("external.google", equalTo(false))
                .body("disable_signup", equalTo(false))
                .body("mailer_autoconfirm", equalTo(true))
                .body("phone_autoconfirm", equalTo(false))
                .body("sms_provider", equalTo(""))
                .body("saml_enabled", equalTo(false))
                .body("saml_private_key_next_configured", equalTo(false))
                .body("passkeys_enabled", equalTo(true));
    }

    @Test
    void shouldTellNameAndVersionOfTheApi() {
        given().get("/auth/v1/health/")
                .then()
                .statusCode(200)
                .body("name", equalTo("GoTrue"))
                .body(
                        "description",
                        equalTo("GoTrue is a user registration and authentication API"));
    }

    @Test
    void shouldPublishSettingsOfEnvironmentAtStart() {
        await().until(() -> !published().isEmpty());

        TestBus.Event event = published().get(0);
        assertThat(event.type()).isEqualTo("dev.postern.settings.changed");
        assertThat(event.key()).isEqualTo("default");
        EventSchemas.assertValid(event.type(), event.value());
        assertThat(event.value()).contains("\"http://localhost:8000\"");
    }

    @Test
    void shouldPublishNothingWhenNothingChanged() throws Throwable {
        int before = recorded();

        VertxContextSupport.subscribeAndAwait(store::load);
        VertxContextSupport.subscribeAndAwait(store::load);

        assertThat(recorded()).isEqualTo(before);
    }

    @Test
    void shouldPublishChangeOnceWithGreaterSequence() throws Throwable {
        long before = lastSequence();
        override("{\"webauthn_rp_display_name\": \"Renamed\", \"disable_signup\": true}");

        VertxContextSupport.subscribeAndAwait(settings::reread);
        VertxContextSupport.subscribeAndAwait(settings::reread);

        assertThat(lastSequence()).isEqualTo(before + 1);
        assertThat(settings.current().relyingParty().displayName()).isEqualTo("Renamed");
        await().until(
                        () ->
                                published().stream()
                                        .max(Comparator.comparing(TestBus.Event::sequence))
                                        .orElseThrow()
                                        .value()
                                        .contains("Renamed"));
        signUp(newEmail())
                .then()
                .statusCode(422)
                .body("code", equalTo("signup_disabled"))
                .body("message", equalTo("Signups not allowed for this instance"));
    }

    @Test
    void shouldKeepSettingsInForceWhenNewOnesMakeNoSense() {
        override("{\"webauthn_rp_id\": \"https://example.com\"}");

        assertThatThrownBy(() -> VertxContextSupport.subscribeAndAwait(settings::reread))
                .hasMessageContaining("POSTERN_RP_ID (webauthn_rp_id) is 'https://example.com'");

        assertThat(settings.current().relyingParty().id()).isEqualTo("localhost");
    }

    @Test
    void shouldHoldPasskeySettingsToTheirForm() {
        override("{\"passkey_attestation\": \"enterprise\"}");
        assertThatThrownBy(() -> VertxContextSupport.subscribeAndAwait(settings::reread))
                .hasMessageContaining("passkey_attestation is 'enterprise'");

        database.change("DELETE FROM auth.project_settings");
        override("{\"passkey_more_algorithms\": \"-53,x\"}");
        assertThatThrownBy(() -> VertxContextSupport.subscribeAndAwait(settings::reread))
                .hasMessageContaining("passkey_more_algorithms is '-53,x'");

        assertThat(settings.current().passkeys().attestation()).isEqualTo("none");
    }

    @Test
    void shouldPublishWhatPasskeysMayDo() throws Throwable {
        override(
                "{\"passkey_attestation\": \"direct\", \"passkey_more_algorithms\": \"-53, -49\","
                        + " \"passkey_uv_grants_aal2\": true, \"passkey_keeps_last_method\": true,"
                        + " \"webauthn_rp_related_origins\": \"https://shop.example.net\"}");
        VertxContextSupport.subscribeAndAwait(settings::reread);

        var passkeys = settings.current().passkeys();
        assertThat(passkeys.attestation()).isEqualTo("direct");
        assertThat(passkeys.moreAlgorithms()).containsExactly(-53L, -49L);
        assertThat(passkeys.uvGrantsAal2()).isTrue();
        assertThat(passkeys.keepsLastMethod()).isTrue();
        assertThat(settings.current().relyingParty().relatedOrigins())
                .containsExactly("https://shop.example.net");
    }

    @Test
    void shouldHoldEmailProviderSwitchedOff() throws Throwable {
        override("{\"external_email_enabled\": false}");
        VertxContextSupport.subscribeAndAwait(settings::reread);

        signUp(newEmail())
                .then()
                .statusCode(400)
                .body("code", equalTo("email_provider_disabled"))
                .body("message", equalTo("Email signups are disabled"));
        signIn(newEmail(), PASSWORD)
                .then()
                .statusCode(422)
                .body("code", equalTo("email_provider_disabled"))
                .body("message", equalTo("Email logins are disabled"));
    }

    private void override(String json) {
        database.change(
                "INSERT INTO auth.project_settings (project, overrides)"
                        + " VALUES ('default', CAST(? AS jsonb))",
                json);
    }

    private int recorded() {
        return Integer.parseInt(
                database.one("SELECT count(*) FROM auth.outbox WHERE topic = ?", TOPIC));
    }

    private long lastSequence() {
        return Long.parseLong(database.one("SELECT sequence FROM auth.published_settings"));
    }

    private List<TestBus.Event> published() {
        return bus.events(TOPIC).stream()
                .filter(event -> "/session-service".equals(event.headers().get("ce_source")))
                .toList();
    }
}
