package dev.postern.challenge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What an operator can set of the life of a challenge. */
@ConfigMapping(prefix = "postern.challenge")
public interface ChallengeConfig {

    /**
     * How long an expired challenge is remembered. Until then its answer is "expired", afterwards
     * "not found".
     */
    @WithDefault("PT5M")
    Duration retention();

    /** How many ceremonies per five minutes one user may begin, and how many finish. */
    @WithDefault("30")
    int registrationsPerUser();

    /**
     * How many sign-in ceremonies per five minutes come from one address when no trusted proxy says
     * whose they are, so that the address may stand for many clients.
     */
    @WithDefault("300")
    int unforwardedBudget();
}
