package dev.postern.session.verification;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The redirect at the end of a link and what it tells the page it leads to: in the fragment, which
 * no server ever sees, and in the PKCE flow in the query too.
 */
final class Onward {

    private final String target;
    private final boolean pkce;
    private final Map<String, String> words = new LinkedHashMap<>();

    /**
     * @param target where it leads, already checked
     */
    Onward(String target, boolean pkce) {
        this.target = target;
        this.pkce = pkce;
    }

    Onward with(String name, Object value) {
        words.put(name, value.toString());
        return this;
    }

    /** Tells it in the fragment; in the PKCE flow, whose clients read the query, there too. */
    Response tell() {
        String place = pkce ? withQuery() : beforeFragment();
        words.put("sb", "");
        return redirect(place + "#" + encode(words));
    }

    /** Tells it in the query alone. */
    Response tellInQuery() {
        String fragment = target.contains("#") ? target.substring(target.indexOf('#')) : "";
        return redirect(withQuery() + fragment);
    }

    /** The place with these words in its query, instead of any by the same names. */
    private String withQuery() {
        String[] parts = beforeFragment().split("\\?", 2);
        Stream<String> kept =
                parts.length == 1
                        ? Stream.empty()
                        : Arrays.stream(parts[1].split("&"))
                                .filter(pair -> !pair.isEmpty() && !isNamed(pair, words.keySet()));
        return parts[0]
                + "?"
                + Stream.concat(kept, Stream.of(encode(words))).collect(Collectors.joining("&"));
    }

    private String beforeFragment() {
        return target.split("#", 2)[0];
    }

    private static boolean isNamed(String pair, Set<String> names) {
        String name = pair.split("=", 2)[0];
        try {
            return names.contains(URLDecoder.decode(name, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notEncoded) {
            return false;
        }
    }

    private static String encode(Map<String, String> words) {
        return words.entrySet().stream()
                .map(
                        word ->
                                word.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                word.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static Response redirect(String place) {
        return Response.status(Response.Status.SEE_OTHER)
                .header(HttpHeaders.LOCATION, place)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
