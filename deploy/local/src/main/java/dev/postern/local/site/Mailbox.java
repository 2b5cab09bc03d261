package dev.postern.local.site;

import dev.postern.embedded.MailSink;
import dev.postern.embedded.MailSink.Mail;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pages under {@code /mailbox}: the list, one mail, and its HTML part, which is shown in a
 * frame without scripts and without an origin because whoever can sign up can put words into it.
 */
public final class Mailbox {
    private static final String HTML = "text/html; charset=utf-8";
    private static final Pattern MAIL = Pattern.compile("/mailbox/([1-9][0-9]{0,17})(/html)?");
    private static final String FRAMED_MAIL =
            "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:;"
                    + " style-src 'unsafe-inline'; font-src data:; form-action 'none'; base-uri 'self';"
                    + " frame-ancestors 'self'";
    private static final String LINKS_OPEN_OUTSIDE = "<base target=\"_blank\">";

    private final MailSink sink;
    private final StaticPage style = resource("mailbox.css", "text/css; charset=utf-8");
    private final StaticPage script = resource("mailbox.js", "text/javascript; charset=utf-8");

    public Mailbox(MailSink sink) {
        this.sink = sink;
    }

    /** The page of a path under {@code /mailbox}, if there is one. */
    public Optional<StaticPage> page(String path) {
        return switch (path) {
            case "/mailbox", "/mailbox/" ->
                    Optional.of(StaticPage.fresh(HTML, MailboxPages.list(newestFirst())));
            case "/mailbox/mailbox.css" -> Optional.of(style);
            case "/mailbox/mailbox.js" -> Optional.of(script);
            default -> mailPage(path);
        };
    }

    private Optional<StaticPage> mailPage(String path) {
        Matcher matcher = MAIL.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        boolean framed = matcher.group(2) != null;
        return sink.messages().stream()
                .filter(mail -> mail.number() == number)
                .findFirst()
                .map(
                        mail ->
                                framed
                                        ? framed(mail)
                                        : StaticPage.fresh(HTML, MailboxPages.mail(mail)));
    }

    private static StaticPage framed(Mail mail) {
        return StaticPage.fresh(HTML, LINKS_OPEN_OUTSIDE + mail.html(), FRAMED_MAIL);
    }

    private List<Mail> newestFirst() {
        return sink.messages().stream()
                .sorted(Comparator.comparingLong(Mail::number).reversed())
                .toList();
    }

    private static StaticPage resource(String name, String contentType) {
        try (InputStream file = Mailbox.class.getResourceAsStream("/mailbox/" + name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing in the build");
            }
            return StaticPage.fresh(
                    contentType, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
