package dev.postern.local.site;

import dev.postern.embedded.MailSink.Mail;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The HTML of the mail page. Everything that came in a mail is escaped. */
final class MailboxPages {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM, HH:mm:ss", Locale.ENGLISH)
                    .withZone(ZoneId.systemDefault());
    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"']+[^\\s<>\"'.,;:!?)]");

    private static final String FRAME =
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>%s</title>
            <link rel="icon" href="/favicon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/mailbox/mailbox.css">
            <script src="/mailbox/mailbox.js" defer></script>
            </head>
            <body>
            <header class="top"><a class="brand" href="/">Postern</a> <span class="note">local mailbox</span></header>
            <main>
            %s
            </main>
            </body>
            </html>
            """;

    private static final String LIST =
            """
            <h1>Mailbox</h1>
            <p class="lead">Every mail the suite sends ends here; none leaves this machine.</p>
            <div id="mails" data-refresh>
            %s
            </div>
            <p id="news" class="unseen" role="status" aria-live="polite"></p>
            """;

    private static final String EMPTY =
            """
            <div class="empty"><p>No mail yet.</p>
            <p>Sign up on the <a href="/">sample site</a> of a stack started with <code>--confirm-email</code>, \
            and its mail appears here by itself.</p></div>
            """;

    private static final String ROW =
            """
            <li><a class="mail" href="/mailbox/%d">\
            <span class="subject">%s</span>\
            <span class="to">%s</span>\
            <time datetime="%s">%s</time></a></li>
            """;

    private static final String MAIL =
            """
            <p><a class="back" href="/mailbox">All mails</a></p>
            <h1>%s</h1>
            <dl class="head">
            <div><dt>To</dt><dd>%s</dd></div>
            <div><dt>From</dt><dd>%s</dd></div>
            <div><dt>Received</dt><dd><time datetime="%s">%s</time></dd></div>
            </dl>
            %s
            """;

    private static final String HTML_PART =
            """
            <section aria-labelledby="rendered"><h2 id="rendered">Mail</h2>
            <iframe title="The mail as its reader sees it" src="/mailbox/%d/html" \
            sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe></section>
            """;

    private static final String TEXT_PART =
            """
            <section aria-labelledby="plain"><h2 id="plain">Text</h2>
            <pre tabindex="0" aria-labelledby="plain">%s</pre></section>
            """;

    private MailboxPages() {}

    static String list(List<Mail> newestFirst) {
        String rows =
                newestFirst.isEmpty()
                        ? EMPTY
                        : newestFirst.stream()
                                .map(MailboxPages::row)
                                .collect(Collectors.joining("", "<ul class=\"mails\">\n", "</ul>"));
        return FRAME.formatted("Mailbox", LIST.formatted(rows));
    }

    static String mail(Mail mail) {
        String parts =
                (mail.html().isBlank() ? "" : HTML_PART.formatted(mail.number()))
                        + (mail.text().isBlank() ? "" : TEXT_PART.formatted(linked(mail.text())));
        String body =
                MAIL.formatted(
                        subject(mail),
                        escape(mail.to()),
                        escape(mail.from()),
                        mail.receivedAt(),
                        TIME.format(mail.receivedAt()),
                        parts.isEmpty() ? "<p class=\"empty\">This mail has no text.</p>" : parts);
        return FRAME.formatted(subject(mail), body);
    }

    private static String row(Mail mail) {
        return ROW.formatted(
                mail.number(),
                subject(mail),
                escape(mail.to()),
                mail.receivedAt(),
                TIME.format(mail.receivedAt()));
    }

    private static String subject(Mail mail) {
        return mail.subject().isBlank() ? "(no subject)" : escape(mail.subject());
    }

    /** The text with its web addresses made clickable. */
    private static String linked(String text) {
        Matcher links = LINK.matcher(text);
        StringBuilder html = new StringBuilder();
        int end = 0;
        for (MatchResult link : links.results().toList()) {
            String address = escape(link.group());
            html.append(escape(text.substring(end, link.start())))
                    .append(
                            "<a href=\"%s\" target=\"_blank\" rel=\"noopener\">%s</a>"
                                    .formatted(address, address));
            end = link.end();
        }
        return html.append(escape(text.substring(end))).toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
