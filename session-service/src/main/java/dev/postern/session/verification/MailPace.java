package dev.postern.session.verification;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;
import dev.postern.session.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Keeps anybody from having the project flood a mailbox: mails of one kind keep a distance. */
@ApplicationScoped
public class MailPace {

    private final Settings settings;

    MailPace(Settings settings) {
        this.settings = settings;
    }

    /**
     * @param lastSentAt when the last mail of this kind went to this user; null for never
     * @throws ApiProblem when it is too early for another
     */
    public void demand(Instant lastSentAt) {
        if (lastSentAt == null) {
            return;
        }
        Instant next = lastSentAt.plusSeconds(settings.auth().smtpMaxFrequency());
        Duration wait = Duration.between(Instant.now(), next);
        if (wait.toMillis() > 0) {
            long seconds = (wait.toMillis() + 999) / 1000;
            throw ApiProblem.of(PaceProblem.TOO_EARLY, seconds).retryAfter(wait);
        }
    }

    private enum PaceProblem implements ProblemType {
        TOO_EARLY;

        @Override
        public int status() {
            return 429;
        }

        @Override
        public String code() {
            return "over_email_send_rate_limit";
        }

        @Override
        public String message() {
            return "For security purposes, you can only request this after %d seconds.";
        }
    }
}
