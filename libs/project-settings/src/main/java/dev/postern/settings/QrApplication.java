package dev.postern.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A web application whose users are signed in by QR code, with the mobile apps that do it. Nothing
 * here is secret: an app key is publishable.
 *
 * @param id what ciphertexts and events name it by, e.g. {@code app_demo}
 * @param name what users know it by
 * @param environment {@code prod}, {@code staging} or {@code dev}; only {@code dev} allows any port
 *     of localhost
 * @param appKeys the publishable keys in force, more than one while they are rotated
 * @param allowedOrigins the origins that may show a code: scheme, host, port; no wildcards
 * @param linkBase what a code's link begins with, e.g. {@code https://l.example.com/}
 * @param logoUrl a logo, or null
 * @param ios the iOS app, or null
 * @param android the Android app, or null
 * @param requireKeyCommitment whether a phone must know the page's key from the code itself; true
 *     when absent
 * @param mobileAuth {@code required} (also when absent) or {@code optional}: whether a phone must
 *     present its user's access token
 * @param compatKeyri whether the Keyri-shaped aliases answer
 * @param showRisk whether the page is told the assessment
 * @param riskPolicy per signal {@code allow}, {@code warn} or {@code deny}; a signal not named
 *     keeps its default
 * @param timings deviations from the default times, or null
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QrApplication(
        String id,
        String name,
        String environment,
        List<String> appKeys,
        List<String> allowedOrigins,
        String linkBase,
        String logoUrl,
        Ios ios,
        Android android,
        Boolean requireKeyCommitment,
        String mobileAuth,
        boolean compatKeyri,
        boolean showRisk,
        Map<String, String> riskPolicy,
        Timings timings) {

    public QrApplication {
        appKeys = appKeys == null ? List.of() : List.copyOf(appKeys);
        allowedOrigins = allowedOrigins == null ? List.of() : List.copyOf(allowedOrigins);
        requireKeyCommitment = requireKeyCommitment == null || requireKeyCommitment;
        mobileAuth = mobileAuth == null ? "required" : mobileAuth;
        riskPolicy = riskPolicy == null ? Map.of() : Map.copyOf(riskPolicy);
        timings = timings == null ? new Timings(null, null, null, null) : timings;
    }

    /** An iOS app, for the association file of its links. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Ios(String teamId, String bundleId, String storeUrl) {}

    /** An Android app, for the association file of its links. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Android(
            String packageName, List<String> sha256CertFingerprints, String storeUrl) {
        public Android {
            sha256CertFingerprints =
                    sha256CertFingerprints == null
                            ? List.of()
                            : List.copyOf(sha256CertFingerprints);
        }
    }

    /**
     * How long things last, in milliseconds; null keeps the default.
     *
     * @param rotateMs until a new code is drawn, 30 s
     * @param unscannedMs how long a code can be scanned, 60 s
     * @param decideMs how long the user may decide, 120 s
     * @param ciphertextMs how long an approved payload waits for the page, 30 s
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Timings(Long rotateMs, Long unscannedMs, Long decideMs, Long ciphertextMs) {

        public Duration rotate() {
            return orElse(rotateMs, 30_000);
        }

        public Duration unscanned() {
            return orElse(unscannedMs, 60_000);
        }

        public Duration decide() {
            return orElse(decideMs, 120_000);
        }

        public Duration ciphertext() {
            return orElse(ciphertextMs, 30_000);
        }

        private static Duration orElse(Long millis, long fallback) {
            return Duration.ofMillis(Optional.ofNullable(millis).orElse(fallback));
        }
    }

    /** Whether a phone may take part without its user's access token. */
    public boolean allowsAnonymousPhones() {
        return "optional".equals(mobileAuth);
    }
}
