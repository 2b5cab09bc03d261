package dev.postern.session.qr;

import dev.postern.settings.QrApplication;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What must hold of a QR application before the bridge may act on it. */
final class QrApplicationRules {

    private static final String DEVELOPMENT = "dev";
    private static final Set<String> ENVIRONMENTS = Set.of("prod", "staging", DEVELOPMENT);
    private static final Set<String> MOBILE_AUTH = Set.of("required", "optional");
    private static final Set<String> VERDICTS = Set.of("allow", "warn", "deny");
    private static final Set<String> SIGNALS =
            Set.of(
                    "country_mismatch",
                    "anonymous_network",
                    "datacenter",
                    "new_browser",
                    "network_mismatch",
                    "many_claims");
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{1,47}");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,64}");
    private static final Pattern TEAM = Pattern.compile("[A-Z0-9]{10}");
    private static final Pattern BUNDLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,154}");
    private static final Pattern PACKAGE =
            Pattern.compile("[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)+");
    private static final Pattern FINGERPRINT = Pattern.compile("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    private static final int MOST_ORIGINS = 32;
    private static final int LONGEST_URL = 2048;

    private QrApplicationRules() {}

    static QrApplication demandValid(QrApplication application) {
        demand(ID.matcher(application.id()).matches(), "id must be 2 to 48 of a-z, 0-9, _ and -");
        demand(
                application.name() != null
                        && !application.name().isBlank()
                        && NAME.matcher(application.name()).matches(),
                "name must be 1 to 64 printable characters");
        demand(
                ENVIRONMENTS.contains(String.valueOf(application.environment())),
                "environment must be one of prod, staging, dev");
        demand(
                MOBILE_AUTH.contains(application.mobileAuth()),
                "mobile_auth must be required or optional");
        demand(
                !application.compatKeyri() || !application.requireKeyCommitment(),
                "compat_keyri needs require_key_commitment false: those phones know no commitment");
        origins(application);
        demand(
                isUrl(application.linkBase(), application),
                "link_base must be an https URL without query and fragment");
        demand(
                application.logoUrl() == null || isUrl(application.logoUrl(), application),
                "logo_url must be an https URL");
        policy(application.riskPolicy());
        timings(application.timings());
        apps(application);
        return application;
    }

    private static void origins(QrApplication application) {
        List<String> origins = application.allowedOrigins();
        demand(
                !origins.isEmpty() && origins.size() <= MOST_ORIGINS,
                "allowed_origins must hold 1 to 32 origins");
        origins.forEach(
                origin ->
                        demand(
                                isOrigin(origin, application),
                                "allowed_origins must be scheme, host and port as a browser sends"
                                        + " them, https or, in dev, http://localhost; no wildcards"));
    }

    private static boolean isOrigin(String origin, QrApplication application) {
        return isUrl(origin, application)
                && URI.create(origin).getRawPath().isEmpty()
                && !origin.endsWith(":443")
                && origin.equals(origin.toLowerCase(Locale.ROOT));
    }

    private static boolean isUrl(String text, QrApplication application) {
        if (text == null || text.length() > LONGEST_URL) {
            return false;
        }
        try {
            URI uri = new URI(text);
            boolean local =
                    DEVELOPMENT.equals(application.environment())
                            && "http".equals(uri.getScheme())
                            && "localhost".equals(uri.getHost());
            return uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && ("https".equals(uri.getScheme()) || local);
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private static void policy(Map<String, String> policy) {
        policy.forEach(
                (signal, verdict) ->
                        demand(
                                SIGNALS.contains(signal) && VERDICTS.contains(verdict),
                                "risk_policy maps signals (country_mismatch, anonymous_network,"
                                        + " datacenter, new_browser, network_mismatch, many_claims) to"
                                        + " allow, warn or deny"));
    }

    private static void timings(QrApplication.Timings timings) {
        demand(
                isBetween(timings.rotate(), 5, 300)
                        && isBetween(timings.unscanned(), 10, 600)
                        && isBetween(timings.decide(), 10, 600)
                        && isBetween(timings.ciphertext(), 5, 120)
                        && timings.rotate().compareTo(timings.unscanned()) <= 0,
                "timings must be sensible: rotate_ms 5000 to 300000 and not above unscanned_ms,"
                        + " unscanned_ms and decide_ms 10000 to 600000, ciphertext_ms 5000 to 120000");
    }

    private static boolean isBetween(Duration duration, long least, long most) {
        return duration.toSeconds() >= least && duration.toMillis() <= most * 1000;
    }

    private static void apps(QrApplication application) {
        QrApplication.Ios ios = application.ios();
        demand(
                ios == null
                        || (matches(TEAM, ios.teamId())
                                && matches(BUNDLE, ios.bundleId())
                                && isStore(ios.storeUrl())),
                "ios needs team_id (10 of A-Z, 0-9), bundle_id and, if any, an https store_url");
        QrApplication.Android android = application.android();
        demand(
                android == null
                        || (matches(PACKAGE, android.packageName())
                                && !android.sha256CertFingerprints().isEmpty()
                                && android.sha256CertFingerprints().stream()
                                        .allMatch(print -> matches(FINGERPRINT, print))
                                && isStore(android.storeUrl())),
                "android needs package_name, sha256_cert_fingerprints (AA:BB:…) and, if any, an"
                        + " https store_url");
    }

    private static boolean isStore(String url) {
        return url == null || (url.startsWith("https://") && url.length() <= LONGEST_URL);
    }

    private static boolean matches(Pattern pattern, String text) {
        return text != null && pattern.matcher(text).matches();
    }

    private static void demand(boolean holds, String sentence) {
        if (!holds) {
            throw QrApplicationProblem.invalid(sentence);
        }
    }
}
