package dev.postern.session.mail;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.session.settings.Settings;
import dev.postern.session.verification.OneTimeTokens.Code;
import dev.postern.session.verification.VerificationType;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.qute.Engine;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends the mails of the project, each with a text and an HTML part. The first line of the text
 * part is the subject. A mail server that does not take a mail is an outage: the request answers
 * 503.
 */
@ApplicationScoped
public class Mails {

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final ReactiveMailer mailer;
    private final Engine templates;
    private final MailLinks links;
    private final Settings settings;

    Mails(ReactiveMailer mailer, Engine templates, MailLinks links, Settings settings) {
        this.mailer = mailer;
        this.templates = templates;
        this.links = links;
        this.settings = settings;
    }

    /** Asks a new user to confirm the address. */
    public Uni<Void> confirmation(Code code, String redirectTo) {
        return send("confirmation", code, links.to(code, VerificationType.SIGNUP, redirectTo));
    }

    /** Lets the holder of an address sign in. */
    public Uni<Void> magicLink(Code code, String redirectTo) {
        return send("magicLink", code, links.to(code, VerificationType.MAGICLINK, redirectTo));
    }

    /** Lets a user who forgot the password set another. */
    public Uni<Void> recovery(Code code, String redirectTo) {
        return send("recovery", code, links.to(code, VerificationType.RECOVERY, redirectTo));
    }

    /** Invites somebody whom an administrator made a user. */
    public Uni<Void> invite(Code code, String redirectTo) {
        return send("invite", code, links.to(code, VerificationType.INVITE, redirectTo));
    }

    /** Gives a signed-in user the code without which the password does not change. */
    public Uni<Void> reauthentication(Code code) {
        return send("reauthentication", code, "");
    }

    /** Asks the holder of one of the two addresses to agree that it changes. */
    public Uni<Void> emailChange(Code code, String from, String to, String redirectTo) {
        Map<String, Object> words =
                words(code, links.to(code, VerificationType.EMAIL_CHANGE, redirectTo));
        words.put("from", from);
        words.put("to", to);
        return send("emailChange", code.address(), words);
    }

    /** Tells the holder of an address something, without anything to follow or to type. */
    public Uni<Void> notice(String template, String address, Map<String, Object> news) {
        Map<String, Object> words = new HashMap<>(news);
        words.put("site", settings.auth().siteUrl());
        words.put("link", "");
        words.put("code", "");
        return send(template, address, words);
    }

    private Uni<Void> send(String template, Code code, String link) {
        return send(template, code.address(), words(code, link));
    }

    private Map<String, Object> words(Code code, String link) {
        Map<String, Object> words = new HashMap<>();
        words.put("site", settings.auth().siteUrl());
        words.put("link", link);
        words.put("code", code.digits());
        words.put("life", Lifetime.inWords(settings.auth().mailerOtpExp()));
        return words;
    }

    private Uni<Void> send(String template, String to, Map<String, Object> words) {
        String text = render(template + ".txt", words);
        return mailer.send(
                        Mail.withText(to, subject(text), text)
                                .setHtml(render(template + ".html", words)))
                .onFailure()
                .transform(Mails::outage);
    }

    private String render(String template, Map<String, Object> words) {
        return templates.getTemplate("mail/" + template).data(words).render();
    }

    private static String subject(String text) {
        return text.strip().lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
    }

    /** Names the failure by its kind alone: a mail server's words may repeat the address. */
    private static Throwable outage(Throwable failure) {
        return ApiProblem.of(Problem.UNAVAILABLE)
                .retryAfter(RETRY)
                .causedBy(
                        new IllegalStateException(
                                "the mail server took no mail: " + failure.getClass().getName()));
    }
}
