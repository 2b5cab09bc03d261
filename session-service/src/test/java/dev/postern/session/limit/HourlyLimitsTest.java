package dev.postern.session.limit;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.embedded.MailSink;
import dev.postern.session.SessionServiceTest;
import dev.postern.session.SettingsOverride;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(RequestLimitsTest.Limited.class)
class HourlyLimitsTest extends SessionServiceTest {

    @Inject SettingsOverride setting;

    TestBus bus;
    MailSink mails;

    @Test
    void shouldLimitAnonymousSignUpsOfOneClient() {
        setting.during(
                "external_anonymous_users_enabled",
                "true",
                () -> {
                    for (int i = 0; i < 30; i++) {
                        anonymous("203.0.113.1").then().statusCode(200);
                    }

                    Response limited = anonymous("203.0.113.1");

                    assertRefused(
                            limited, 429, "over_request_rate_limit", "Request rate limit reached");
                    assertThat(retryAfter(limited)).isBetween(60, 120);
                    anonymous("203.0.113.2").then().statusCode(200);
                });
    }

    @Test
    void shouldLimitMailsOfTheProjectWhoeverAsks() {
        String told = newEmail();
        Response user = signUpFrom("203.0.113.10", told);
        setting.during(
                "mailer_autoconfirm",
                "false",
                () -> {
                    for (int i = 0; i < 30; i++) {
                        signUpFrom("198.51.100." + (i + 1), newEmail()).then().statusCode(200);
                    }

                    Response limited = signUpFrom("198.51.100.99", newEmail());

                    assertRefused(
                            limited,
                            429,
                            "over_email_send_rate_limit",
                            "email rate limit exceeded");
                    assertThat(retryAfter(limited)).isBetween(60, 120);
                });
        shouldLeaveOutNoticeButNotTheEntry(user, told);
    }

    private void shouldLeaveOutNoticeButNotTheEntry(Response user, String address) {
        ObjectNode passkey = JSON.createObjectNode();
        String id = UUID.randomUUID().toString();
        passkey.put("id", id).put("user_id", userId(user));
        passkey.putObject("actor").put("id", userId(user)).putNull("role");

        bus.publish(
                "postern.credentials.v1",
                "dev.postern.credentials.registered",
                id,
                1,
                UUID.randomUUID(),
                passkey.toString());
        bus.publish(
                "postern.credentials.v1",
                "dev.postern.credentials.renamed",
                id,
                2,
                UUID.randomUUID(),
                passkey.toString());

        await().until(
                        () ->
                                database.list(
                                                        "SELECT id FROM auth.audit_log_entries WHERE"
                                                                + " payload -> 'traits' ->>"
                                                                + " 'passkey_id' = ?",
                                                        id)
                                                .size()
                                        == 2);
        assertThat(mails.messages()).noneMatch(mail -> mail.to().equals(address));
    }

    /** All name one client to the trusted proxy in front, whatever they write before it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s, 203.0.113.%d",
                "127.0.0.1, %s, 203.0.113.%d",
                "%s,203.0.113.%d, 127.0.0.1",
                "unknown, %s,, 203.0.113.%d",
                "\"[::1]:80\", %s, 203.0.113.%d"
            })
    void shouldCountClientThatWritesAddressesItself(String forwardedFor) {
        int client = 20 + Math.floorMod(forwardedFor.hashCode(), 200);
        for (int i = 0; i < 30; i++) {
            tokenFrom(forwardedFor.formatted("10.1.1." + i, client)).then().statusCode(400);
        }

        assertRefused(
                tokenFrom(forwardedFor.formatted("10.1.2.1", client)),
                429,
                "over_request_rate_limit",
                "Request rate limit reached");
    }

    private static Response tokenFrom(String forwardedFor) {
        return client().header("X-Forwarded-For", forwardedFor)
                .body(body("refresh_token", "no token of this server"))
                .post("/auth/v1/token?grant_type=refresh_token");
    }

    private static Response anonymous(String address) {
        return client().header("X-Forwarded-For", address)
                .body(Map.of("data", Map.of()))
                .post("/auth/v1/signup");
    }

    private static Response signUpFrom(String address, String email) {
        return client().header("X-Forwarded-For", address)
                .body(body("email", email, "password", PASSWORD))
                .post("/auth/v1/signup");
    }

    private static int retryAfter(Response limited) {
        return Integer.parseInt(limited.header("Retry-After"));
    }
}
