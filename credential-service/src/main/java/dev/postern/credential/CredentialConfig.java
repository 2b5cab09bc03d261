package dev.postern.credential;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

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

    /** Whom to believe that vouches for an authenticator. */
    Attestation attestation();

    /**
     * Whom to believe that vouches for an authenticator, where the project's settings ask for
     * attestation.
     */
    interface Attestation {

        /** A file or a folder of files with certificates in PEM: the roots of attestation. */
        Optional<Path> trustAnchors();

        /** A BLOB of the FIDO Metadata Service, read at start and again when it is renewed. */
        Optional<Path> metadataFile();

        /** Where to get the BLOB, e.g. {@code https://mds3.fidoalliance.org/}. */
        Optional<URI> metadataUrl();

        /** The root certificates of the BLOB's signature in PEM. */
        Optional<Path> metadataRoots();

        /**
         * A file or folder of revocation lists; with it, every certificate that signed the BLOB
         * must be covered by one.
         */
        Optional<Path> metadataRevocations();

        /** How often the BLOB is renewed. */
        @WithDefault("6h")
        Duration metadataRefresh();

        /** The models that may be registered, if attested; all when empty. */
        Optional<Set<UUID>> allowedAaguids();

        /**
         * The models that may not be registered; whoever does not attest is not known to be one.
         */
        Optional<Set<UUID>> deniedAaguids();
    }

    /** What happens when a signature counter does not rise. */
    enum CounterPolicy {
        FLAG,
        REJECT
    }
}
