package dev.postern.local.gateway;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The only spelling of a path the gateway forwards. A spelling that a service behind it could read
 * as another path (encoded or doubled slashes, dot segments, matrix parameters, control characters)
 * is refused, not repaired.
 */
final class RequestPath {
    /**
     * What must not be in a segment: anything but RFC 3986 pchar without {@code ;}, and
     * percent-encoding of octets that change something about the structure. It is looked for, not
     * matched around: a repeated group takes stack for every character of a long segment.
     */
    private static final Pattern UNSAFE =
            Pattern.compile(
                    "[^A-Za-z0-9._~!$&'()*+,=:@%-]|%(?![2-7A-Fa-f89][0-9A-Fa-f])"
                            + "|%(?:2[EeFf]|3[BbFf]|23|25|5[Cc]|7[Ff])");

    private RequestPath() {}

    /** The path without its trailing slash, or empty when it must not be forwarded. */
    static Optional<String> canonical(String raw) {
        if (raw == null || !raw.startsWith("/") || raw.length() == 1) {
            return Optional.empty();
        }
        String path = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
        boolean safe = segments(path).stream().allMatch(RequestPath::isSafe);
        return safe ? Optional.of(path) : Optional.empty();
    }

    /**
     * The target (path and query) whose path the services know: only a trailing slash is taken off.
     */
    static String withoutTrailingSlash(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        String rest = query < 0 ? "" : target.substring(query);
        return path.length() > 1 && path.endsWith("/")
                ? path.substring(0, path.length() - 1) + rest
                : target;
    }

    static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    private static boolean isSafe(String segment) {
        return !segment.isEmpty()
                && !UNSAFE.matcher(segment).find()
                && !segment.equals(".")
                && !segment.equals("..");
    }
}
