package dev.postern.qr.phone;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a QR code or a deep link says.
 *
 * @param sessionId the id of the hand-off, 43 characters of base64url
 * @param keyHash the commitment to the page's key; empty only in a code of the older, Keyri-shaped
 *     kind
 */
public record HandoffLink(String sessionId, Optional<String> keyHash) {

    private static final Pattern THIRTY_TWO_BYTES = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int LONGEST = 2048;
    private static final String VERSION = "1";

    /** Whether a code without a commitment to the page's key is accepted. */
    public enum Commitment {
        REQUIRED,
        OPTIONAL
    }

    /**
     * Reads a link whose commitment is required.
     *
     * @param text what was scanned or opened
     * @param linkHosts the hosts (with port when it is not the scheme's own) the app believes
     * @throws HandoffException {@code invalid_link} when it is anything else
     */
    public static HandoffLink parse(String text, Set<String> linkHosts) {
        return parse(text, linkHosts, Commitment.REQUIRED);
    }

    /** Reads a link; see {@link #parse(String, Set)}. */
    public static HandoffLink parse(String text, Set<String> linkHosts, Commitment commitment) {
        URI uri = uri(text);
        checkPlace(uri, linkHosts);
        Map<String, String> query = query(uri);
        String sessionId = query.get("sessionId");
        if (sessionId == null || !THIRTY_TWO_BYTES.matcher(sessionId).matches()) {
            throw invalid("it names no hand-off");
        }
        String hash = query.get("h");
        if (hash == null && commitment == Commitment.OPTIONAL) {
            return new HandoffLink(sessionId, Optional.empty());
        }
        if (!VERSION.equals(query.get("v"))) {
            throw invalid("its version is not " + VERSION);
        }
        if (hash == null || !THIRTY_TWO_BYTES.matcher(hash).matches()) {
            throw invalid("it commits to no key");
        }
        return new HandoffLink(sessionId, Optional.of(hash));
    }

    private static void checkPlace(URI uri, Set<String> linkHosts) {
        String host = uri.getHost();
        if (host == null || uri.getRawUserInfo() != null) {
            throw invalid("it has no host");
        }
        boolean local = host.equals("localhost") || host.equals("127.0.0.1");
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        if (!secure && !(local && "http".equalsIgnoreCase(uri.getScheme()))) {
            throw invalid("it is not https");
        }
        String place = host.toLowerCase(Locale.ROOT);
        if (!linkHosts.contains(uri.getPort() < 0 ? place : place + ":" + uri.getPort())) {
            throw invalid("its host is not one of this app's");
        }
    }

    private static URI uri(String text) {
        if (text == null || text.length() > LONGEST) {
            throw invalid("it is no link");
        }
        try {
            return new URI(text.trim());
        } catch (URISyntaxException malformed) {
            throw new HandoffException(
                    HandoffException.INVALID_LINK, "The code is no link", 0, malformed);
        }
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        String raw = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0
                    && query.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
                throw invalid("it says the same thing twice");
            }
        }
        return query;
    }

    private static HandoffException invalid(String why) {
        return new HandoffException(
                HandoffException.INVALID_LINK, "The code is not for this app: " + why);
    }
}
