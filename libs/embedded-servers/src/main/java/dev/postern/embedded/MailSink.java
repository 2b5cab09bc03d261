package dev.postern.embedded;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * An SMTP server that delivers nowhere: it keeps the newest mails in memory for tests and for the
 * local mail page.
 */
public final class MailSink implements AutoCloseable {
    private static final int CAPACITY = 500;

    private final GreenMail server;
    private final int port;
    private final Deque<Mail> mails = new ArrayDeque<>();
    private long received;

    private MailSink(int port) {
        this.port = port;
        this.server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    }

    /** A sink on a free port. */
    public static MailSink start() {
        return start(FreePorts.next());
    }

    /** A sink on the given port of 127.0.0.1. */
    public static MailSink start(int port) {
        QuietLogs.install();
        MailSink sink = new MailSink(port);
        try {
            sink.server.withConfiguration(
                    GreenMailConfiguration.aConfig().withDisabledAuthentication());
            sink.server.start();
            sink.server
                    .getUserManager()
                    .setMessageDeliveryHandler(
                            (message, address) -> new Recipient(address.getEmail(), sink::keep));
            return sink;
        } catch (RuntimeException e) {
            throw new ServerStartException(
                    "The SMTP sink did not start on port %d.".formatted(port), e);
        }
    }

    private void keep(String recipient, MimeMessage message) {
        try {
            String from = message.getFrom() == null ? "" : message.getFrom()[0].toString();
            String subject = Optional.ofNullable(message.getSubject()).orElse("");
            String text = part(message, "text/plain").orElse("");
            String html = part(message, "text/html").orElse("");
            add(recipient, from, subject, text, html);
        } catch (MessagingException | IOException e) {
            throw new IllegalArgumentException("The mail could not be read.", e);
        }
    }

    private synchronized void add(
            String to, String from, String subject, String text, String html) {
        received++;
        mails.addLast(new Mail(received, to, from, subject, text, html, Instant.now()));
        if (mails.size() > CAPACITY) {
            mails.removeFirst();
        }
    }

    private static Optional<String> part(Part part, String type)
            throws MessagingException, IOException {
        if (part.isMimeType(type)) {
            return Optional.of(part.getContent().toString());
        }
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int index = 0; index < parts.getCount(); index++) {
                Optional<String> found = part(parts.getBodyPart(index), type);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** The newest 500 mails, oldest first; a mail to two recipients counts twice. */
    public synchronized List<Mail> messages() {
        return List.copyOf(mails);
    }

    /** Forgets all mails. */
    public synchronized void clear() {
        mails.clear();
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.stop();
    }

    /**
     * One received mail.
     *
     * @param number counts from 1 in the order of arrival and is never used again
     * @param to the envelope's recipient
     * @param text the plain-text part, empty if there is none
     * @param html the HTML part, empty if there is none
     */
    public record Mail(
            long number,
            String to,
            String from,
            String subject,
            String text,
            String html,
            Instant receivedAt) {}
}
