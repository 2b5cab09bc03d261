package dev.postern.session.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.embedded.MailSink;
import dev.postern.embedded.MailSink.Mail;
import dev.postern.session.SessionServiceTest;
import dev.postern.testkit.EventSchemas;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.mockito.InjectSpy;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import java.net.ConnectException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class NoticesTest extends SessionServiceTest {

    private static final String CREDENTIALS = "postern.credentials.v1";
    private static final String QR = "postern.qr.v1";

    TestBus bus;
    MailSink mails;

    @InjectSpy NoticeMails written;

    @Test
    void shouldTellOwnerOfNewPasskey() {
        Response user = signUp(newEmail());

        passkey("registered", user, "Ada's <b>phone</b>", UUID.randomUUID());

        Mail mail = mailTo(user);
        assertThat(mail.subject()).isEqualTo("A passkey was added to your account");
        assertThat(mail.text())
                .contains("\"Ada's <b>phone</b>\"")
                .contains("http://localhost:8000")
                .containsPattern("\\d{1,2} [A-Z][a-z]+ 20\\d\\d, \\d\\d:\\d\\d UTC");
        assertThat(mail.html()).contains("&lt;b&gt;phone&lt;/b&gt;").doesNotContain("<b>phone");
    }

    @Test
    void shouldTellOwnerOfRemovedPasskey() {
        Response user = signUp(newEmail());

        passkey("deleted", user, "", UUID.randomUUID());

        Mail mail = mailTo(user);
        assertThat(mail.subject()).isEqualTo("A passkey was removed from your account");
        assertThat(mail.text()).contains("The passkey \"Passkey\" no longer signs in");
    }

    @Test
    void shouldTellOnceWhatIsToldTwice() {
        Response user = signUp(newEmail());
        UUID event = UUID.randomUUID();

        passkey("registered", user, "first", event);
        passkey("registered", user, "first", event);
        passkey("deleted", user, "first", UUID.randomUUID());

        await().until(() -> mailsTo(user).size() >= 2);
        assertThat(mailsTo(user))
                .extracting(Mail::subject)
                .containsExactly(
                        "A passkey was added to your account",
                        "A passkey was removed from your account");
    }

    @Test
    void shouldNotTellOfNewNameOrOldNewsOrUnconfirmedAddress() {
        Response renamed = signUp(newEmail());
        Response late = signUp(newEmail());
        Response unconfirmed = signUp(newEmail());
        database.change(
                "UPDATE auth.users SET email_confirmed_at = NULL WHERE id = CAST(? AS uuid)",
                userId(unconfirmed));

        passkey("renamed", renamed, "new", UUID.randomUUID());
        bus.publish(
                CREDENTIALS,
                "dev.postern.credentials.registered",
                key(late),
                1,
                UUID.randomUUID(),
                passkeyOf(late, "old"),
                OffsetDateTime.now(ZoneOffset.UTC).minusDays(2));
        passkey("registered", unconfirmed, "x", UUID.randomUUID());

        await().until(
                        () ->
                                entries(renamed).size() == 1
                                        && entries(late).size() == 1
                                        && entries(unconfirmed).size() == 1);
        Response last = signUp(newEmail());
        for (Response on : List.of(renamed, late, unconfirmed)) {
            bus.publish(
                    CREDENTIALS,
                    "dev.postern.credentials.registered",
                    key(on),
                    2,
                    UUID.randomUUID(),
                    passkeyOf(last, "last"));
        }
        await().until(() -> mailsTo(last).size() == 3);
        assertThat(mailsTo(renamed)).isEmpty();
        assertThat(mailsTo(late)).isEmpty();
        assertThat(mailsTo(unconfirmed)).isEmpty();
    }

    @Test
    void shouldNotTellOfPasskeyThatWasTakenOver() {
        Response user = signUp(newEmail());
        ObjectNode imported = JSON.createObjectNode();
        imported.put("id", UUID.randomUUID().toString()).put("user_id", userId(user));
        imported.putObject("actor").putNull("id").put("role", "import");

        bus.publish(
                CREDENTIALS,
                "dev.postern.credentials.registered",
                key(user),
                1,
                UUID.randomUUID(),
                imported.toString());
        passkey("deleted", user, "x", UUID.randomUUID());

        assertThat(mailTo(user).subject()).isEqualTo("A passkey was removed from your account");
        assertThat(
                        database.one(
                                "SELECT payload ->> 'actor_username' FROM auth.audit_log_entries"
                                        + " WHERE payload -> 'traits' ->> 'passkey_id' = ?",
                                imported.path("id").asText()))
                .isEqualTo("import");
    }

    @Test
    void shouldKeepTheEntryAndGoOnWhenNoMailCanBeSent() {
        String unlucky = newEmail();
        Response user = signUp(unlucky);
        doReturn(Uni.createFrom().failure(new ConnectException("no mail server")))
                .when(written)
                .passkeyAdded(eq(unlucky), any(), any());

        passkey("registered", user, "x", UUID.randomUUID());
        passkey("deleted", user, "x", UUID.randomUUID());

        assertThat(mailTo(user).subject()).isEqualTo("A passkey was removed from your account");
        assertThat(entries(user)).containsExactly("passkey_created", "passkey_deleted");
        verify(written, times(3)).passkeyAdded(eq(unlucky), any(), any());
    }

    @ParameterizedTest
    @ValueSource(strings = {"claimed", "approved", "denied", "mismatch", "delivered"})
    void shouldEnterWhatAPhoneDidWithACode(String step) {
        Response user = signUp(newEmail());
        UUID event = UUID.randomUUID();
        JsonNode data = handOff(step, user);

        qr(step, event, data.toString());
        qr(step, event, data.toString());

        await().until(() -> !entries(user).isEmpty());
        assertThat(entries(user)).containsExactly("qr_" + step);
        assertThat(
                        database.one(
                                "SELECT concat_ws(' ', ip_address, payload -> 'traits' ->>"
                                        + " 'browser', payload -> 'traits' ->> 'device') FROM"
                                        + " auth.audit_log_entries WHERE payload ->> 'actor_id' = ?"
                                        + " AND payload ->> 'action' LIKE 'qr\\_%'",
                                userId(user)))
                .isEqualTo("198.51.100.23 Firefox 130 Pixel 8");
    }

    @Test
    void shouldTellUserOfSignInByQr() {
        Response user = signUp(newEmail());
        UUID event = UUID.randomUUID();
        String data = handOff("delivered", user).toString();

        qr("delivered", event, data);
        qr("delivered", event, data);

        Mail mail = mailTo(user);
        assertThat(mail.subject()).isEqualTo("New sign-in by QR code");
        assertThat(mail.text())
                .contains("https://app.example.com")
                .contains("Firefox 130 on macOS")
                .contains("203.0.113.7")
                .contains("Pixel 8");
        assertThat(mail.html()).contains("Firefox 130 on macOS");
        qr("claimed", UUID.randomUUID(), handOff("claimed", user).toString());
        await().until(() -> entries(user).size() == 2);
        assertThat(mailsTo(user)).hasSize(1);
    }

    @Test
    void shouldEnterHandOffWithoutUser() {
        ObjectNode data = handOff("delivered", null);
        String id = "A" + UUID.randomUUID().toString().replace("-", "").substring(0, 21);
        data.put("id", id);

        qr("delivered", UUID.randomUUID(), data.toString());

        await().untilAsserted(
                        () ->
                                assertThat(
                                                database.list(
                                                        "SELECT payload ->> 'actor_id' FROM"
                                                                + " auth.audit_log_entries WHERE"
                                                                + " payload -> 'traits' ->> 'qr_id'"
                                                                + " = ?",
                                                        id))
                                        .containsExactly("00000000-0000-0000-0000-000000000000"));
    }

    @Test
    void shouldSetAsideQrEventItCannotRead() {
        Response user = signUp(newEmail());
        UUID poison = UUID.randomUUID();

        qr("claimed", poison, "{\"user_id\":\"nobody\"}");
        qr("claimed", UUID.randomUUID(), "not json");
        qr("claimed", UUID.randomUUID(), handOff("claimed", user).toString());

        await().until(() -> entries(user).size() == 1);
        await().until(
                        () ->
                                bus.events(QR + ".dlq").stream()
                                        .anyMatch(
                                                event ->
                                                        poison.toString()
                                                                .equals(
                                                                        event.headers()
                                                                                .get("ce_id"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "created",
                "claimed",
                "approved",
                "denied",
                "mismatch",
                "delivered",
                "expired"
            })
    void shouldReadExampleThatMeetsItsSchema(String step) {
        EventSchemas.assertValid(
                "dev.postern.qr." + step, EventSchemas.example("dev.postern.qr." + step));
    }

    private void passkey(String type, Response user, String name, UUID event) {
        bus.publish(
                CREDENTIALS,
                "dev.postern.credentials." + type,
                key(user),
                1,
                event,
                passkeyOf(user, name));
    }

    /** One partition per user, so that events arrive in order. */
    private static String key(Response user) {
        return userId(user);
    }

    private static String passkeyOf(Response user, String name) {
        ObjectNode data = JSON.createObjectNode();
        data.put("id", UUID.randomUUID().toString());
        data.put("user_id", userId(user));
        data.put("friendly_name", name);
        data.putObject("actor").put("id", userId(user)).putNull("role");
        return data.toString();
    }

    private void qr(String step, UUID event, String data) {
        bus.publish(QR, "dev.postern.qr." + step, "one-hand-off", 1, event, data);
    }

    private static ObjectNode handOff(String step, Response user) {
        try {
            ObjectNode data =
                    (ObjectNode) JSON.readTree(EventSchemas.example("dev.postern.qr." + step));
            data.remove("user_id");
            if (user != null) {
                data.put("user_id", userId(user));
            }
            return data;
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private Mail mailTo(Response user) {
        await().until(() -> !mailsTo(user).isEmpty());
        return mailsTo(user).get(0);
    }

    private List<Mail> mailsTo(Response user) {
        return mails.messages().stream()
                .filter(mail -> mail.to().equals(user.path("user.email")))
                .toList();
    }

    private List<String> entries(Response user) {
        return database.list(
                "SELECT payload ->> 'action' FROM auth.audit_log_entries"
                        + " WHERE payload ->> 'actor_id' = ?"
                        + " AND payload ->> 'action' ~ '^(passkey|qr)_' ORDER BY created_at",
                userId(user));
    }
}
