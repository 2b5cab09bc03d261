package dev.postern.qr;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What an operator can set of hand-offs; how long codes live is set per application. */
@ConfigMapping(prefix = "postern.qr")
public interface QrConfig {

    /**
     * How long the end of a hand-off is remembered, so that a late phone learns the true reason.
     */
    @WithDefault("PT10M")
    Duration tombstone();

    /** How long a browser that lost its socket may take to resume before a claim finds it gone. */
    @WithDefault("PT10S")
    Duration resumeWindow();

    /** How long an approval is held open for the page's acknowledgement before it answers 202. */
    @WithDefault("PT5S")
    Duration waitAck();

    /** How long a socket serves before the page must ask its user to renew. */
    @WithDefault("PT5M")
    Duration socketMaxAge();

    /** How often a socket is pinged. */
    @WithDefault("PT20S")
    Duration socketPing();

    /** How long a socket may stay without a sign of life. */
    @WithDefault("PT45S")
    Duration socketSilence();

    /** How long a socket may take to say what it wants. */
    @WithDefault("PT5S")
    Duration socketInitTimeout();

    /** How often a socket whose code is claimed looks for news that no notice announced. */
    @WithDefault("PT3S")
    Duration socketSweep();

    /** How many sockets one replica serves; more are refused with 503. */
    @WithDefault("20000")
    @Min(1)
    @Max(1000000)
    int maxSockets();

    /** How many sockets one address may hold open, over all replicas. */
    @WithDefault("10")
    @Min(1)
    int socketsPerAddress();

    /** How many sockets one address may open per minute. */
    @WithDefault("20")
    @Min(1)
    int socketOpensPerMinute();

    /** How many claims one user may make per minute. */
    @WithDefault("10")
    @Min(1)
    int claimsPerUser();

    /** How many claims may come from one address per minute. */
    @WithDefault("30")
    @Min(1)
    int claimsPerAddress();

    /** How many unknown ids one address may ask for per minute. */
    @WithDefault("20")
    @Min(1)
    int unknownIdsPerMinute();

    /** The shortest time between two questions for the state of a hand-off, or two polls. */
    @WithDefault("PT2S")
    Duration pollInterval();

    /**
     * A CSV file {@code network,country,city,kind} (CIDR; ISO country; kind empty, {@code tor},
     * {@code proxy} or {@code datacenter}) from which places and risks of addresses are read.
     * Without it places are unknown.
     */
    Optional<Path> networksFile();
}
