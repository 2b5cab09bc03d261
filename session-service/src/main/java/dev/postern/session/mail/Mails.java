package dev.postern.session.mail;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.session.SessionConfig;
import dev.postern.session.settings.Settings;
import dev.postern.session.verification.OneTimeTokens.Code;
import io.quarkus.mailer.MailTemplate.MailTemplateInstance;
import io.quarkus.qute.CheckedTemplate;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Sends the mails of the project, each with a text and an HTML part, a link and a code to type. A
 * mail server that does not take a mail is an outage: the request answers 503.
 */
@ApplicationScoped
public class Mails {

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final SessionConfig config;
    private final Settings settings;

    Mails(SessionConfig config, Settings settings) {
        this.config = config;
        this.settings = settings;
    }

    @CheckedTemplate(basePath = "mail")
    static class Templates {
        static native MailTemplateInstance confirmation(String site, String link, String code);

        static native MailTemplateInstance emailChange(
                String site, String link, String code, String from, String to);

        private Templates() {}
    }

    /** Asks a new user to confirm the address. */
    public Uni<Void> confirmation(Code code, String redirectTo) {
        return send(
                Templates.confirmation(
                        settings.auth().siteUrl(), link(code, "signup", redirectTo), code.digits()),
                code.address(),
                "Confirm your e-mail address");
    }

    /** Asks the holder of one of the two addresses to confirm that it changes. */
    public Uni<Void> emailChange(Code code, String from, String to, String redirectTo) {
        return send(
                Templates.emailChange(
                        settings.auth().siteUrl(),
                        link(code, "email_change", redirectTo),
                        code.digits(),
                        from,
                        to),
                code.address(),
                "Confirm the change of your e-mail address");
    }

    private static Uni<Void> send(MailTemplateInstance mail, String to, String subject) {
        return mail.to(to).subject(subject).send().onFailure().transform(Mails::outage);
    }

    /** Names the failure by its kind alone: a mail server's words may repeat the address. */
    private static Throwable outage(Throwable failure) {
        return ApiProblem.of(Problem.UNAVAILABLE)
                .retryAfter(RETRY)
                .causedBy(
                        new IllegalStateException(
                                "the mail server took no mail: " + failure.getClass().getName()));
    }

    private String link(Code code, String type, String redirectTo) {
        return "%s/verify?token=%s&type=%s&redirect_to=%s"
                .formatted(
                        config.apiExternalUrl(),
                        code.hash(),
                        type,
                        URLEncoder.encode(redirectTo, StandardCharsets.UTF_8));
    }
}
