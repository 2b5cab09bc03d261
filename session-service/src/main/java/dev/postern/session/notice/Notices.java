package dev.postern.session.notice;

import dev.postern.problem.ApiProblem;
import dev.postern.session.SessionConfig;
import dev.postern.session.limit.RequestLimits;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Tells users of changes to their account, at most once per event and never in the way of anything
 * else: a mail that cannot be sent after a few attempts, or that the mail budget does not allow, is
 * left out and logged. News of more than a day ago is none, so that reading a topic anew mails
 * nobody.
 */
@ApplicationScoped
public class Notices {

    private static final Logger LOG = Logger.getLogger(Notices.class);
    private static final Duration NEWS = Duration.ofDays(1);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int RETRIES = 2;
    private static final int OUTAGE = 500;

    /**
     * What a user is told of.
     *
     * @param eventId names it
     * @param at when it happened
     */
    public record Occasion(UUID eventId, Instant at, UUID userId) {}

    /**
     * The browser that got a session from a phone.
     *
     * @param address its IP address
     * @param phone the phone's name
     */
    public record Browser(String site, String name, String os, String address, String phone) {}

    private final Recipients recipients;
    private final NoticeMails mails;
    private final RequestLimits limits;
    private final SessionConfig config;

    Notices(Recipients recipients, NoticeMails mails, RequestLimits limits, SessionConfig config) {
        this.recipients = recipients;
        this.mails = mails;
        this.limits = limits;
        this.config = config;
    }

    public Uni<Void> passkeyAdded(Occasion occasion, String name) {
        return tell(occasion, to -> mails.passkeyAdded(to, occasion.at(), name));
    }

    public Uni<Void> passkeyRemoved(Occasion occasion, String name) {
        return tell(occasion, to -> mails.passkeyRemoved(to, occasion.at(), name));
    }

    public Uni<Void> signedInByQr(Occasion occasion, Browser browser) {
        return tell(occasion, to -> mails.signedInByQr(to, occasion.at(), browser));
    }

    private Uni<Void> tell(Occasion occasion, Function<String, Uni<Void>> mail) {
        if (!config.mailer().notices() || isOld(occasion)) {
            return Uni.createFrom().voidItem();
        }
        return recipients
                .once(occasion)
                .chain(
                        address ->
                                address.map(to -> post(occasion, () -> mail.apply(to)))
                                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Void> post(Occasion occasion, Supplier<Uni<Void>> mail) {
        return limits.mail()
                .chain(mail::get)
                .onFailure(Notices::isOutage)
                .retry()
                .withBackOff(RETRY)
                .atMost(RETRIES)
                .onFailure()
                .recoverWithItem(failure -> leaveOut(occasion, failure));
    }

    private static boolean isOutage(Throwable failure) {
        return ApiProblem.in(failure).filter(it -> it.status() < OUTAGE).isEmpty();
    }

    private static Void leaveOut(Occasion occasion, Throwable failure) {
        LOG.errorf(
                "User %s was not told of event %s: %s",
                occasion.userId(), occasion.eventId(), reason(failure));
        return null;
    }

    /** Names a failure by its kind: the words of a mail server may repeat the address. */
    private static String reason(Throwable failure) {
        return ApiProblem.in(failure)
                .map(ApiProblem::getMessage)
                .orElseGet(() -> failure.getClass().getName());
    }

    private static boolean isOld(Occasion occasion) {
        return occasion.at().isBefore(Instant.now().minus(NEWS));
    }
}
