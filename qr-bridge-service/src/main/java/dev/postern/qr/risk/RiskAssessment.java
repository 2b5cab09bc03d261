package dev.postern.qr.risk;

import dev.postern.qr.handoff.Connection;
import dev.postern.redis.Limit;
import dev.postern.redis.RateLimiter;
import dev.postern.settings.QrApplication;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Looks at a claim and says how far to believe it, by the application's policy. */
@ApplicationScoped
public class RiskAssessment {

    private static final Limit USUAL_CLAIMS =
            new Limit("qr-usual-claims", 6, 6, Duration.ofHours(1));

    private final Networks networks;
    private final TrustedBrowsers trusted;
    private final RateLimiter limiter;

    RiskAssessment(Networks networks, TrustedBrowsers trusted, RateLimiter limiter) {
        this.networks = networks;
        this.trusted = trusted;
        this.limiter = limiter;
    }

    /**
     * Assesses a claim.
     *
     * @param page where the code is shown
     * @param userId who claims it
     * @param phoneAddress from where
     */
    public Uni<Risk> assess(
            QrApplication application, Connection page, String userId, String phoneAddress) {
        Uni<Boolean> known = trusted.knows(application.id(), userId, page.trustKey());
        Uni<Boolean> many =
                limiter.waitFor(USUAL_CLAIMS, application.id() + ":" + userId)
                        .map(wait -> !wait.isZero());
        return Uni.combine()
                .all()
                .unis(known, many)
                .with((isKnown, isMany) -> judge(application, page, phoneAddress, isKnown, isMany));
    }

    private Risk judge(
            QrApplication application,
            Connection page,
            String phoneAddress,
            boolean known,
            boolean many) {
        Networks.Place browser = networks.of(page.address());
        Networks.Place mobile = networks.of(phoneAddress);
        boolean sameNetwork = networks.same(page.address(), phoneAddress);
        List<Signal> signals = new ArrayList<>();
        if (browser.country() != null
                && mobile.country() != null
                && !browser.country().equals(mobile.country())) {
            signals.add(Signal.COUNTRY_MISMATCH);
        }
        if (browser.kind().equals("tor") || browser.kind().equals("proxy")) {
            signals.add(Signal.ANONYMOUS_NETWORK);
        }
        if (browser.kind().equals("datacenter")) {
            signals.add(Signal.DATACENTER);
        }
        if (!known) {
            signals.add(Signal.NEW_BROWSER);
        }
        if (!sameNetwork) {
            signals.add(Signal.NETWORK_MISMATCH);
        }
        if (many) {
            signals.add(Signal.MANY_CLAIMS);
        }
        return new Risk(status(application, signals), signals, sameNetwork, browser, mobile);
    }

    private static String status(QrApplication application, List<Signal> signals) {
        List<String> verdicts =
                signals.stream().map(signal -> verdict(application, signal)).toList();
        return Stream.of("deny", "warn").filter(verdicts::contains).findFirst().orElse("clear");
    }

    private static String verdict(QrApplication application, Signal signal) {
        return application
                .riskPolicy()
                .getOrDefault(signal.wireName(), signal.standard())
                .toLowerCase(Locale.ROOT);
    }
}
