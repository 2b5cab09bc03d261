package dev.postern.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import org.junit.jupiter.api.Test;

class MailSinkTest {
    @Test
    void shouldShowBothPartsOfMail() throws MessagingException {
        try (MailSink sink = MailSink.start()) {
            // Given
            MimeBodyPart text = new MimeBodyPart();
            text.setText("Code: 123456 für dich", "utf-8");
            MimeBodyPart html = new MimeBodyPart();
            html.setContent("<p>Code: <b>123456</b></p>", "text/html; charset=utf-8");
            MimeMessage mail = new MimeMessage(session(sink));
            mail.setFrom(new InternetAddress("no-reply@postern.example"));
            mail.setRecipient(Message.RecipientType.TO, new InternetAddress("ada@example.com"));
            mail.setSubject("Bestätigung", "utf-8");
            mail.setContent(new MimeMultipart("alternative", text, html));

            // When
            Transport.send(mail);

            // Then
            assertThat(sink.messages())
                    .singleElement()
                    .satisfies(
                            received -> {
                                assertThat(received.number()).isEqualTo(1);
                                assertThat(received.to()).isEqualTo("ada@example.com");
                                assertThat(received.from()).isEqualTo("no-reply@postern.example");
                                assertThat(received.subject()).isEqualTo("Bestätigung");
                                assertThat(received.text().strip())
                                        .isEqualTo("Code: 123456 für dich");
                                assertThat(received.html().strip()).contains("<b>123456</b>");
                            });
        }
    }

    @Test
    void shouldForgetClearedMailsButNotTheirNumbers() throws MessagingException {
        try (MailSink sink = MailSink.start()) {
            // Given
            Transport.send(plain(sink, "first"));
            sink.clear();

            // When
            Transport.send(plain(sink, "second"));

            // Then
            assertThat(sink.messages())
                    .singleElement()
                    .satisfies(received -> assertThat(received.number()).isEqualTo(2))
                    .satisfies(received -> assertThat(received.html()).isEmpty());
        }
    }

    private static MimeMessage plain(MailSink sink, String subject) throws MessagingException {
        MimeMessage mail = new MimeMessage(session(sink));
        mail.setFrom("no-reply@postern.example");
        mail.setRecipients(Message.RecipientType.TO, "ada@example.com");
        mail.setSubject(subject);
        mail.setText("Hello");
        return mail;
    }

    private static Session session(MailSink sink) {
        return GreenMailUtil.getSession(
                new ServerSetup(sink.port(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    }
}
