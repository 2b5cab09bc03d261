package dev.postern.session.notice;

import dev.postern.session.mail.Mails;
import dev.postern.session.notice.Notices.Browser;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Writes the notices. */
@ApplicationScoped
class NoticeMails {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final Mails mails;

    NoticeMails(Mails mails) {
        this.mails = mails;
    }

    Uni<Void> passkeyAdded(String to, Instant at, String name) {
        return mails.notice(
                "passkeyAdded", to, Map.of("name", named(name), "time", TIME.format(at)));
    }

    Uni<Void> passkeyRemoved(String to, Instant at, String name) {
        return mails.notice(
                "passkeyRemoved", to, Map.of("name", named(name), "time", TIME.format(at)));
    }

    Uni<Void> signedInByQr(String to, Instant at, Browser browser) {
        return mails.notice(
                "signedInByQr", to, Map.of("browser", browser, "time", TIME.format(at)));
    }

    private static String named(String name) {
        return name.isBlank() ? "Passkey" : name.replaceAll("\\p{Cntrl}", " ");
    }
}
