package dev.postern.credential;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What an operator may decide about credential records and their verification. */
@ConfigMapping(prefix = "postern.passkeys")
public interface CredentialConfig {

    /**
     * What happens when a signature counter does not rise although it is in use: {@code flag} signs
     * in, marks the credential and tells it as an event; {@code reject} refuses.
     */
    @WithDefault("flag")
    CounterPolicy counterPolicy();

    /**
     * A JSON object keyed by AAGUID whose values have a {@code name}; its names come before the
     * bundled ones. Read once at start.
     */
    Optional<Path> aaguidFile();

    /**
     * Whether binary members may carry base64 padding, as old clients send it. Turned off, a padded
     * member is refused.
     */
    @WithDefault("true")
    boolean toleratePadding();

    /**
     * How long a consumed challenge is remembered, at least; it MUST be longer than challenge-
     * service keeps a challenge.
     */
    @WithDefault("PT1H")
    Duration consumedChallengeRetention();

    /** What happens when a signature counter does not rise. */
    enum CounterPolicy {
        FLAG,
        REJECT
    }
}
