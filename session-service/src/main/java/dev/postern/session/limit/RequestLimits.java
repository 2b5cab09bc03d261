package dev.postern.session.limit;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;
import dev.postern.redis.Limit;
import dev.postern.redis.RateLimiter;
import dev.postern.session.SessionConfig;
import dev.postern.session.client.Client;
import dev.postern.session.settings.AuthSettings;
import dev.postern.session.settings.Settings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/**
 * The limits of the public endpoints, counted per client in Redis. A peer that no trusted proxy
 * vouches for may stand for many clients and has a wider budget.
 */
@ApplicationScoped
public class RequestLimits {

    private static final int BURST = 30;
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final Limit FORK = new Limit("fork", 10, 30, Duration.ofHours(1));

    private final RateLimiter limiter;
    private final Settings settings;
    private final SessionConfig config;

    RequestLimits(RateLimiter limiter, Settings settings, SessionConfig config) {
        this.limiter = limiter;
        this.settings = settings;
        this.config = config;
    }

    /** Sign-ins and refreshes. */
    public Uni<Void> token(Client client) {
        return take("token", settings.auth().rateLimitTokenRefresh(), client);
    }

    /** Sign-ups, mails and changes of a user. */
    public Uni<Void> otp(Client client) {
        return take("otp", settings.auth().rateLimitOtp(), client);
    }

    /** Codes and links. */
    public Uni<Void> verify(Client client) {
        return take("verify", settings.auth().rateLimitVerify(), client);
    }

    /** Anonymous sign-ups. */
    public Uni<Void> anonymous(Client client) {
        int perHour = settings.auth().rateLimitAnonymousUsers();
        return take(new Limit("anonymous", perHour, perHour, Duration.ofHours(1)), client);
    }

    /** Forks, counted per user: each is a session that lives on by itself. */
    public Uni<Void> fork(UUID userId) {
        return settings.auth().rateLimitsEnabled()
                ? limiter.take(FORK, userId.toString())
                : Uni.createFrom().voidItem();
    }

    /** Mails of the whole project. */
    public Uni<Void> mail() {
        AuthSettings auth = settings.auth();
        if (!auth.rateLimitsEnabled()) {
            return Uni.createFrom().voidItem();
        }
        int perHour = auth.rateLimitEmailSent();
        return limiter.waitFor(new Limit("mail", perHour, perHour, Duration.ofHours(1)), "project")
                .invoke(
                        wait -> {
                            if (!wait.isZero()) {
                                throw ApiProblem.of(MailProblem.OVER_LIMIT).retryAfter(wait);
                            }
                        })
                .replaceWithVoid();
    }

    private Uni<Void> take(String name, int perFiveMinutes, Client client) {
        return client.forwarded()
                ? take(new Limit(name, BURST, perFiveMinutes, FIVE_MINUTES), client)
                : take(
                        Limit.perFiveMinutes(name + "-by-peer", config.rateLimits().byPeer()),
                        client);
    }

    private Uni<Void> take(Limit limit, Client client) {
        return settings.auth().rateLimitsEnabled()
                ? limiter.take(limit, client.address())
                : Uni.createFrom().voidItem();
    }

    private enum MailProblem implements ProblemType {
        OVER_LIMIT;

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
            return "email rate limit exceeded";
        }
    }
}
