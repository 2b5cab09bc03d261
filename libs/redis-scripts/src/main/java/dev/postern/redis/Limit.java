package dev.postern.redis;

import java.time.Duration;

/**
 * A token bucket.
 *
 * @param name what is limited; part of the key in Redis
 * @param burst how many requests may come at once
 * @param refill how many tokens come back in {@code period}
 * @param period the time in which {@code refill} tokens come back
 */
public record Limit(String name, int burst, int refill, Duration period) {

    public Limit {
        if (burst < 1 || refill < 1 || period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("a limit needs a burst, a refill and a period");
        }
    }

    /** The usual bucket: as many at once as come back within five minutes. */
    public static Limit perFiveMinutes(String name, int requests) {
        return new Limit(name, requests, requests, Duration.ofMinutes(5));
    }

    /** Milliseconds until one token is back. */
    double millisPerToken() {
        return (double) period.toMillis() / refill;
    }
}
