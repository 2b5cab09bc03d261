package dev.postern.settings;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Duration;
import java.util.List;

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
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Passkeys(
            boolean enabled, int maxPerUser, long challengeTtlSeconds, String userVerification) {

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
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record RelyingParty(String id, String displayName, List<String> origins) {

        public RelyingParty {
            origins = List.copyOf(origins);
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
