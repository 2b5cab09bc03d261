package dev.postern.session.redirect;

import dev.postern.session.settings.AuthSettings;
import dev.postern.session.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides where a link may lead: to the host of the site URL, or to a place that the allow-list
 * names exactly or by a glob ({@code *} within a host label or path segment, {@code **} across
 * them, {@code ?} one character). Everything else leads to the site URL, so that no mail of the
 * project can send anybody elsewhere.
 */
@ApplicationScoped
public class RedirectTargets {

    private static final Pattern SUSPICIOUS = Pattern.compile("[\\\\\\p{Cntrl}\\s]");
    private static final Set<String> WEB = Set.of("http", "https");

    private final Settings settings;

    RedirectTargets(Settings settings) {
        this.settings = settings;
    }

    /** The wanted place when it is allowed, else the site URL. */
    public String of(String wanted) {
        return isAllowed(wanted) ? wanted : settings.auth().siteUrl();
    }

    private boolean isAllowed(String wanted) {
        if (wanted == null || wanted.isBlank() || SUSPICIOUS.matcher(wanted).find()) {
            return false;
        }
        AuthSettings auth = settings.auth();
        return parse(wanted).filter(uri -> isSite(uri, auth.siteUrl())).isPresent()
                || isListed(wanted, auth.uriAllowList());
    }

    private static boolean isSite(URI wanted, String siteUrl) {
        URI site = URI.create(siteUrl);
        return wanted.getHost() != null
                && wanted.getRawUserInfo() == null
                && WEB.contains(String.valueOf(wanted.getScheme()))
                && (wanted.getScheme().equals(site.getScheme())
                        || wanted.getScheme().equals("https"))
                && wanted.getHost().equalsIgnoreCase(site.getHost());
    }

    private static boolean isListed(String wanted, String allowList) {
        String place = wanted.split("#", 2)[0];
        return allowList != null
                && Pattern.compile(",")
                        .splitAsStream(allowList)
                        .map(String::trim)
                        .filter(entry -> !entry.isEmpty())
                        .anyMatch(entry -> glob(entry).matcher(place).matches());
    }

    /** Within the authority no wildcard stands for what would end it or name another host. */
    private static Pattern glob(String entry) {
        int authority = entry.indexOf("://") + "://".length();
        int path = authority < "://".length() ? 0 : endOfAuthority(entry, authority);
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < entry.length(); i++) {
            char c = entry.charAt(i);
            String ends = i < path ? "/?#@" : "";
            if (c == '*' && i + 1 < entry.length() && entry.charAt(i + 1) == '*') {
                regex.append(ends.isEmpty() ? ".*" : "[^" + ends + "]*");
                i++;
            } else if (c == '*') {
                regex.append("[^./").append(ends).append("]*");
            } else if (c == '?') {
                regex.append("[^./").append(ends).append("]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString());
    }

    private static int endOfAuthority(String entry, int authority) {
        int slash = entry.indexOf('/', authority);
        return slash < 0 ? entry.length() : slash;
    }

    private static Optional<URI> parse(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
    }
}
