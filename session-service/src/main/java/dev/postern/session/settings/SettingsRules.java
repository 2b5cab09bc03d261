package dev.postern.session.settings;

import dev.postern.session.SessionConfig;
import dev.postern.settings.RelyingPartyRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** What must hold of the settings before anything works with them. */
final class SettingsRules {

    private SettingsRules() {}

    /** The first thing that is wrong, as one sentence that names key, value and remedy. */
    static Optional<String> firstViolation(AuthSettings settings, SessionConfig config) {
        return webUrl("POSTERN_SITE_URL", settings.siteUrl())
                .or(() -> webUrl("POSTERN_API_EXTERNAL_URL", config.apiExternalUrl().toString()))
                .or(() -> accessTokenLife(settings))
                .or(() -> passkeys(settings))
                .or(() -> relyingParty(settings));
    }

    /** The first thing that is wrong with a change, in the words of the dashboard's form. */
    static Optional<String> firstRefusal(AuthSettings settings) {
        return webUrl("site_url", settings.siteUrl())
                .or(() -> accessTokenLife(settings))
                .or(() -> phoneProvider(settings))
                .or(() -> relyingPartyViolation(settings));
    }

    private static Optional<String> phoneProvider(AuthSettings settings) {
        return settings.externalPhoneEnabled()
                ? Optional.of("external_phone_enabled must be false: there is no SMS provider")
                : Optional.empty();
    }

    private static Optional<String> webUrl(String key, String value) {
        return isWebUrl(value)
                ? Optional.empty()
                : Optional.of(
                        "%s is '%s'; give an absolute http or https URL such as https://example.com."
                                .formatted(key, value));
    }

    private static boolean isWebUrl(String value) {
        try {
            URI uri = new URI(value);
            return uri.getHost() != null
                    && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (URISyntaxException noUrl) {
            return false;
        }
    }

    /** Clients refresh 90 s ahead: a shorter life would have them refresh without end. */
    private static Optional<String> accessTokenLife(AuthSettings settings) {
        return settings.jwtExp() > 120
                ? Optional.empty()
                : Optional.of(
                        "jwt_exp is %d; give a life of more than 120 seconds."
                                .formatted(settings.jwtExp()));
    }

    private static Optional<String> passkeys(AuthSettings settings) {
        if (!String.valueOf(settings.passkeyAttestation()).matches("none|indirect|direct")) {
            return Optional.of(
                    "passkey_attestation is '%s'; give none, indirect or direct."
                            .formatted(settings.passkeyAttestation()));
        }
        String algorithms = String.valueOf(settings.passkeyMoreAlgorithms());
        return algorithms.matches("(\\s*-?\\d{1,9}\\s*(,|$))*")
                ? Optional.empty()
                : Optional.of(
                        "passkey_more_algorithms is '%s'; give COSE identifiers such as -53,-49."
                                .formatted(algorithms));
    }

    private static Optional<String> relyingParty(AuthSettings settings) {
        return relyingPartyViolation(settings)
                .map(violation -> named(violation, settings) + "; correct it: " + violation);
    }

    private static Optional<String> relyingPartyViolation(AuthSettings settings) {
        return settings.passkeyEnabled()
                ? RelyingPartyRules.violations(settings.relyingParty()).stream().findFirst()
                : Optional.empty();
    }

    private static String named(String violation, AuthSettings settings) {
        if (violation.startsWith("Relying Party Display Name")) {
            return "POSTERN_RP_NAME (webauthn_rp_display_name) is '%s'"
                    .formatted(settings.webauthnRpDisplayName());
        }
        if (violation.contains("valid Relying Party ID") || violation.contains("ublic suffix")) {
            return "POSTERN_RP_ID (webauthn_rp_id) is '%s'".formatted(settings.webauthnRpId());
        }
        return "POSTERN_RP_ORIGINS (webauthn_rp_origins) is '%s'"
                .formatted(settings.webauthnRpOrigins());
    }
}
