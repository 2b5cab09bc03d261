package dev.postern.session.notice;

import dev.postern.session.notice.Notices.Browser;
import dev.postern.session.settings.Settings;
import io.quarkus.mailer.MailTemplate.MailTemplateInstance;
import io.quarkus.qute.CheckedTemplate;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes the notices. */
@ApplicationScoped
class NoticeMails {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final Settings settings;

    NoticeMails(Settings settings) {
        this.settings = settings;
    }

    @CheckedTemplate(basePath = "mail")
    static class Templates {
        static native MailTemplateInstance passkeyAdded(String site, String name, String time);

        static native MailTemplateInstance passkeyRemoved(String site, String name, String time);

        static native MailTemplateInstance signedInByQr(String site, Browser browser, String time);

        private Templates() {}
    }

    Uni<Void> passkeyAdded(String to, Instant at, String name) {
        return send(
                Templates.passkeyAdded(site(), named(name), TIME.format(at)),
                to,
                "A passkey was added to your account");
    }

    Uni<Void> passkeyRemoved(String to, Instant at, String name) {
        return send(
                Templates.passkeyRemoved(site(), named(name), TIME.format(at)),
                to,
                "A passkey was removed from your account");
    }

    Uni<Void> signedInByQr(String to, Instant at, Browser browser) {
        return send(
                Templates.signedInByQr(site(), browser, TIME.format(at)),
                to,
                "New sign-in by QR code");
    }

    private static Uni<Void> send(MailTemplateInstance mail, String to, String subject) {
        return mail.to(to).subject(subject).send();
    }

    private String site() {
        return settings.auth().siteUrl();
    }

    private static String named(String name) {
        return name.isBlank() ? "Passkey" : name.replaceAll("\\p{Cntrl}", " ");
    }
}
