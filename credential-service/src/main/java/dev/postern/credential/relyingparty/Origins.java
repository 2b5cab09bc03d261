package dev.postern.credential.relyingparty;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Compares origins: web origins by scheme, host and port with default ports filled in and case
 * ignored, any other (an app's) character by character.
 */
final class Origins {

    private Origins() {}

    static boolean same(String expected, String presented) {
        if (expected.equals(presented)) {
            return true;
        }
        String web = web(expected);
        return web != null && web.equals(web(presented));
    }

    /** scheme://host:port, or null when the text is not a plain web origin. */
    private static String web(String origin) {
        try {
            URI uri = new URI(origin);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean plain =
                    uri.getHost() != null
                            && uri.getRawPath().isEmpty()
                            && uri.getRawQuery() == null
                            && uri.getRawFragment() == null
                            && uri.getRawUserInfo() == null;
            int defaultPort =
                    switch (scheme) {
                        case "https" -> 443;
                        case "http" -> 80;
                        default -> -1;
                    };
            if (!plain || defaultPort < 0) {
                return null;
            }
            int port = uri.getPort() < 0 ? defaultPort : uri.getPort();
            return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
        } catch (URISyntaxException notAnOrigin) {
            return null;
        }
    }
}
