package dev.postern.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.embedded.MailSink;
import dev.postern.embedded.MailSink.Mail;
import dev.postern.session.settings.Settings;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What tests share that read the mails of the project and follow their links. Each names the
 * profile {@link ConfirmMode}, which is not inherited.
 */
public abstract class MailedTest extends SessionServiceTest {

    protected MailSink mails;

    @Inject Settings settings;

    /** A user whose address is confirmed, with the session that the confirmation opened. */
    protected Response confirmedUser(String email) {
        signUp(email).then().statusCode(200);
        return verify("type", "signup", "email", email, "token", code(mailTo(email)));
    }

    protected static Response verify(Object... pairs) {
        return client().body(body(pairs)).post("/auth/v1/verify");
    }

    protected static Response post(String path, Object... pairs) {
        return client().body(body(pairs)).post("/auth/v1" + path);
    }

    /** The newest mail to an address. */
    protected Mail mailTo(String address) {
        await().until(() -> !mailsTo(address).isEmpty());
        List<Mail> received = mailsTo(address);
        return received.get(received.size() - 1);
    }

    protected List<Mail> mailsTo(String address) {
        return mails.messages().stream().filter(mail -> mail.to().equals(address)).toList();
    }

    /** Waits until an address has got so many mails and answers the newest. */
    protected Mail mailTo(String address, int count) {
        await().until(() -> mailsTo(address).size() == count);
        return mailTo(address);
    }

    protected static Response follow(Mail mail) {
        return follow(link(mail));
    }

    protected static Response follow(String link) {
        URI uri = URI.create(link);
        return client().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .get(uri.getRawPath() + "?" + uri.getRawQuery());
    }

    protected static String link(Mail mail) {
        return find(mail, "(http\\S+/verify\\S+)");
    }

    protected static String hash(Mail mail) {
        return find(mail, "token=((?:pkce_)?[0-9a-f]{56})");
    }

    protected static String code(Mail mail) {
        return find(mail, ": (\\d{6})\\b");
    }

    private static String find(Mail mail, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(mail.text());
        assertThat(matcher.find()).as(mail.text()).isTrue();
        return matcher.group(1);
    }

    protected static Map<String, String> fragment(Response redirect) {
        return pairs(redirect.header("Location").split("#", 2)[1]);
    }

    protected static Map<String, String> query(Response redirect) {
        return pairs(URI.create(redirect.header("Location")).getRawQuery());
    }

    private static Map<String, String> pairs(String text) {
        return Stream.of(text.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(
                        Collectors.toMap(
                                pair -> pair[0],
                                pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    /** As if the last mails to a user had gone two minutes earlier. */
    protected void forgetPace(String email) {
        database.change(
                "UPDATE auth.users SET confirmation_sent_at = confirmation_sent_at"
                        + " - interval '2 minutes', recovery_sent_at = recovery_sent_at"
                        + " - interval '2 minutes', email_change_sent_at = email_change_sent_at"
                        + " - interval '2 minutes', reauthentication_sent_at ="
                        + " reauthentication_sent_at - interval '2 minutes' WHERE email = ?",
                email);
    }

    /** Runs with settings that an operator stored. */
    protected void withSettings(String overrides, Runnable test) {
        database.change(
                "INSERT INTO auth.project_settings (project, overrides)"
                        + " VALUES ('default', CAST(? AS jsonb))",
                overrides);
        reread();
        try {
            test.run();
        } finally {
            database.change("DELETE FROM auth.project_settings");
            reread();
        }
    }

    private void reread() {
        try {
            VertxContextSupport.subscribeAndAwait(settings::reread);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The method by which the session of an answer was opened. */
    protected static String method(Response session) {
        return claims(session).path("amr").get(0).path("method").asText();
    }
}
