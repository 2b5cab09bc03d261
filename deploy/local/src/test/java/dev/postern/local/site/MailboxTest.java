package dev.postern.local.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.postern.embedded.MailSink;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private static final String ATTACK = "<script>alert(1)</script>";

    private final MailSink sink = MailSink.start();
    private final Mailbox mailbox = new Mailbox(sink);

    @BeforeEach
    void receive() throws MessagingException {
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Go to https://localhost/verify?token=a&type=signup. " + ATTACK, "utf-8");
        MimeBodyPart html = new MimeBodyPart();
        html.setContent(
                "<a href=\"https://localhost/\">Confirm</a>" + ATTACK, "text/html; charset=utf-8");
        MimeMessage mail =
                new MimeMessage(
                        GreenMailUtil.getSession(
                                new ServerSetup(
                                        sink.port(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP)));
        mail.setFrom("no-reply@localhost");
        mail.setRecipients(Message.RecipientType.TO, "ada@example.com");
        mail.setSubject("Confirm " + ATTACK);
        mail.setContent(new MimeMultipart("alternative", text, html));
        Transport.send(mail);
    }

    @AfterEach
    void close() {
        sink.close();
    }

    @Test
    void shouldListMailsEscaped() {
        String page = body("/mailbox");

        assertThat(page)
                .contains("ada@example.com", "href=\"/mailbox/1\"", "Confirm &lt;script&gt;");
        assertThat(page).doesNotContain(ATTACK);
    }

    @Test
    void shouldShowTextEscapedWithLinks() {
        String page = body("/mailbox/1");

        assertThat(page)
                .contains(
                        "<a href=\"https://localhost/verify?token=a&amp;type=signup\" target=\"_blank\"")
                .contains("src=\"/mailbox/1/html\"", "sandbox=\"allow-popups")
                .doesNotContain(ATTACK);
    }

    @Test
    void shouldShowHtmlPartWithoutScriptsOrOrigin() {
        StaticPage page = mailbox.page("/mailbox/1/html").orElseThrow();

        assertThat(page.contentSecurityPolicy())
                .startsWith("sandbox allow-popups")
                .contains("default-src 'none'")
                .doesNotContain("allow-scripts", "allow-same-origin");
        assertThat(new String(page.body(), StandardCharsets.UTF_8)).contains("Confirm</a>");
    }

    @Test
    void shouldNotKnowOtherPages() {
        assertThat(mailbox.page("/mailbox/2")).isEmpty();
        assertThat(mailbox.page("/mailbox/0")).isEmpty();
        assertThat(mailbox.page("/mailbox/1/text")).isEmpty();
        assertThat(mailbox.page("/mailbox/99999999999999999999")).isEmpty();
        assertThat(mailbox.page("/mailbox/../secrets.properties")).isEmpty();
    }

    @Test
    void shouldSayWhenThereIsNoMail() {
        sink.clear();

        assertThat(body("/mailbox")).contains("No mail yet");
    }

    private String body(String path) {
        return new String(mailbox.page(path).orElseThrow().body(), StandardCharsets.UTF_8);
    }
}
