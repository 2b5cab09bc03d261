package dev.postern.settings;

import dev.postern.settings.ProjectSettings.RelyingParty;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules that a relying party must meet before a ceremony can work with it, with the words a
 * dashboard shows. Checked at start and at every change, so that no request ever finds them wrong.
 */
public final class RelyingPartyRules {

    private static final int MOST_ORIGINS = 5;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern APP =
            Pattern.compile(
                    "^android:apk-key-hash(-sha256)?:[A-Za-z0-9_-]{43}$"
                            + "|^ios:bundle-id:[A-Za-z0-9.-]{1,155}$");
    private static final Pattern HOST_NAME =
            Pattern.compile(
                    "^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
                            + "(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$");
    private static final Pattern IPV4 = Pattern.compile("^[0-9]+(\\.[0-9]+){3}$");

    private RelyingPartyRules() {}

    /**
     * @return what is wrong, in the order of the dashboard's form; empty when nothing is
     */
    public static List<String> violations(RelyingParty relyingParty) {
        List<String> violations = new ArrayList<>();
        String id = relyingParty.id();
        if (relyingParty.displayName() == null || relyingParty.displayName().isBlank()) {
            violations.add("Relying Party Display Name is required when Passkey is enabled");
        }
        if (!isRpId(id)) {
            violations.add(
                    "\""
                            + id
                            + "\" is not a valid Relying Party ID. Use a host name without scheme,"
                            + " port or path (e.g. \"example.com\").");
        }
        if (isRpId(id) && PublicSuffixes.contains(id)) {
            violations.add(
                    quoted(id)
                            + " is a public suffix, under which anybody can register a name. Use a"
                            + " Relying Party ID of your own (e.g. \"example.com\").");
        }
        if (relyingParty.origins().isEmpty()) {
            violations.add("At least one origin is required");
        }
        if (relyingParty.origins().size() > MOST_ORIGINS) {
            violations.add("A maximum of 5 origins is allowed");
        }
        relyingParty.origins().forEach(o -> originViolation(o, id).ifPresent(violations::add));
        violations.addAll(foreignViolations("related", relyingParty.relatedOrigins()));
        violations.addAll(foreignViolations("top", relyingParty.topOrigins()));
        return violations;
    }

    /** Origins as an operator writes them: comma-separated, blanks around and between ignored. */
    public static List<String> splitOrigins(String origins) {
        return origins == null
                ? List.of()
                : Pattern.compile(",")
                        .splitAsStream(origins)
                        .map(String::trim)
                        .filter(origin -> !origin.isEmpty())
                        .toList();
    }

    /** Origins that need no relation to the RP ID: web origins, and few. */
    private static List<String> foreignViolations(String kind, List<String> origins) {
        List<String> violations = new ArrayList<>();
        if (origins.size() > MOST_ORIGINS) {
            violations.add("A maximum of 5 " + kind + " origins is allowed");
        }
        origins.forEach(
                origin ->
                        web(origin)
                                .map(
                                        uri ->
                                                schemeViolation(origin, uri)
                                                        .or(() -> partViolation(origin, uri)))
                                .orElse(Optional.of(quoted(origin) + " is not a valid URL"))
                                .ifPresent(violations::add));
        return violations;
    }

    private static boolean isRpId(String id) {
        return id != null
                && HOST_NAME.matcher(id).matches()
                && (id.contains(".") || id.equals("localhost"));
    }

    private static Optional<String> originViolation(String origin, String rpId) {
        if (APP.matcher(origin).matches()) {
            return Optional.empty();
        }
        return web(origin)
                .map(uri -> webViolation(origin, uri, rpId))
                .orElse(Optional.of(quoted(origin) + " is not a valid URL"));
    }

    private static Optional<URI> web(String origin) {
        try {
            URI uri = new URI(origin);
            return uri.getScheme() == null || uri.getHost() == null
                    ? Optional.empty()
                    : Optional.of(uri);
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
    }

    private static Optional<String> webViolation(String origin, URI uri, String rpId) {
        return schemeViolation(origin, uri)
                .or(() -> partViolation(origin, uri))
                .or(() -> hostViolation(origin, uri, rpId));
    }

    private static Optional<String> schemeViolation(String origin, URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (scheme.equals("https") || (scheme.equals("http") && isLoopback(uri.getHost()))) {
            return Optional.empty();
        }
        return Optional.of(
                scheme.equals("http")
                        ? quoted(origin) + " must use HTTPS unless it is a localhost origin"
                        : quoted(origin) + " must use HTTPS or be a supported app origin");
    }

    private static Optional<String> partViolation(String origin, URI uri) {
        boolean plain =
                (uri.getRawPath() == null || uri.getRawPath().isEmpty())
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null
                        && uri.getRawUserInfo() == null;
        return plain
                ? Optional.empty()
                : Optional.of(
                        quoted(origin)
                                + " must be a plain origin without path, query, or fragment (e.g."
                                + " \"https://host\")");
    }

    private static Optional<String> hostViolation(String origin, URI uri, String rpId) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean compatible =
                host.equals(rpId)
                        || (host.endsWith("." + rpId) && !IPV4.matcher(host).matches())
                        || (isLoopback(host) && isLoopback(String.valueOf(rpId)));
        return compatible
                ? Optional.empty()
                : Optional.of(
                        quoted(origin)
                                + " is not compatible with Relying Party ID "
                                + quoted(rpId)
                                + ". The origin's hostname must match or be a subdomain of the"
                                + " RP ID.");
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
