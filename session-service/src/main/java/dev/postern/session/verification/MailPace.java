package dev.postern.session.verification;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;
import dev.postern.redis.Limit;
import dev.postern.redis.RateLimiter;
import dev.postern.session.settings.Settings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps anybody from having the project flood a mailbox: mails of one kind keep a distance. Where
 * no mail is due the same distance is asked for, so that a refusal does not tell who is a user.
 */
@ApplicationScoped
public class MailPace {

    private final Settings settings;
    private final RateLimiter limiter;

    MailPace(Settings settings, RateLimiter limiter) {
        this.settings = settings;
        this.limiter = limiter;
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
        demandNoWait(wait);
    }

    /**
     * The same of an address to which no mail of this kind goes; not inside a transaction.
     *
     * @param kind a name for the kind of mail
     */
    public Uni<Void> demandOfStranger(String kind, String address) {
        Duration distance = Duration.ofSeconds(settings.auth().smtpMaxFrequency());
        if (distance.isZero()) {
            return Uni.createFrom().voidItem();
        }
        return limiter.waitFor(
                        new Limit("pace-" + kind, 1, 1, distance), OneTimeTokens.hash(address, ""))
                .invoke(MailPace::demandNoWait)
                .replaceWithVoid();
    }

    private static void demandNoWait(Duration wait) {
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
