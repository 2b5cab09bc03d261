package dev.postern.settings;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The settings that more than one service acts on. This is the data of the event {@code
 * dev.postern.settings.changed}; it never holds a secret.
 *
 * @param passkeys how passkeys are used
 * @param relyingParty who the passkeys are for
 * @param limits how many requests are let through
 * @param qr who may be signed in by QR code; nobody when absent
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ProjectSettings(
        Passkeys passkeys, RelyingParty relyingParty, Limits limits, QrSettings qr) {

    @JsonCreator
    public ProjectSettings {
        qr = qr == null ? QrSettings.NONE : qr;
    }

    /** Settings of a project without QR applications. */
    public ProjectSettings(Passkeys passkeys, RelyingParty relyingParty, Limits limits) {
        this(passkeys, relyingParty, limits, QrSettings.NONE);
    }

    /**
     * How passkeys are used.
     *
     * @param enabled whether the passkey endpoints answer at all
     * @param maxPerUser how many passkeys one user may have
     * @param challengeTtlSeconds how long a challenge may be answered
     * @param userVerification {@code required}, {@code preferred} or {@code discouraged}
     * @param attestation {@code none} (also when absent), {@code indirect} or {@code direct}
     * @param uvGrantsAal2 whether a sign-in with user verification opens a session of aal2
     * @param keepsLastMethod whether a user's last way to sign in cannot be deleted
     * @param signUp whether a passkey may open an account
     * @param moreAlgorithms COSE algorithms offered beside the standard ones
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Passkeys(
            boolean enabled,
            int maxPerUser,
            long challengeTtlSeconds,
            String userVerification,
            String attestation,
            @JsonProperty("uv_grants_aal2") boolean uvGrantsAal2,
            boolean keepsLastMethod,
            boolean signUp,
            List<Long> moreAlgorithms) {

        @JsonCreator
        public Passkeys {
            attestation = attestation == null ? "none" : attestation;
            moreAlgorithms = moreAlgorithms == null ? List.of() : List.copyOf(moreAlgorithms);
        }

        /** How long a challenge may be answered. */
        public Duration challengeTtl() {
            return Duration.ofSeconds(challengeTtlSeconds);
        }
    }

    /**
     * The relying party of WebAuthn Level 3.
     *
     * @param id the RP ID: a host name without scheme and port
     * @param displayName the name an authenticator shows
     * @param origins where ceremonies may take place; web origins or {@code android:apk-key-hash:…}
     * @param relatedOrigins web origins outside the RP ID that may use its passkeys, too (§5.11)
     * @param topOrigins pages that may frame a ceremony at one of the origins; nobody when empty
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record RelyingParty(
            String id,
            String displayName,
            List<String> origins,
            List<String> relatedOrigins,
            List<String> topOrigins) {

        @JsonCreator
        public RelyingParty {
            origins = List.copyOf(origins);
            relatedOrigins = relatedOrigins == null ? List.of() : List.copyOf(relatedOrigins);
            topOrigins = topOrigins == null ? List.of() : List.copyOf(topOrigins);
        }

        /** A relying party that neither shares its passkeys nor lets itself be framed. */
        public RelyingParty(String id, String displayName, List<String> origins) {
            this(id, displayName, origins, List.of(), List.of());
        }

        /** Everywhere a ceremony may take place. */
        public List<String> allOrigins() {
            return Stream.concat(origins.stream(), relatedOrigins.stream()).toList();
        }
    }

    /**
     * How many requests are let through, each per client and five minutes unless it says otherwise.
     *
     * @param enabled whether anything is limited
     * @param passkey passkey ceremonies
     * @param token sign-ins and refreshes
     * @param otp sign-ups and mails
     * @param verify codes and links
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Limits(boolean enabled, int passkey, int token, int otp, int verify) {}
}
