package dev.postern.settings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names under which anybody can register one, by the bundled Public Suffix List: a passkey for
 * such a name would serve every site below it.
 */
final class PublicSuffixes {

    private static final String LIST = "public_suffix_list.dat";

    private PublicSuffixes() {}

    /** Whether a host name in lower case is a public suffix. */
    static boolean contains(String host) {
        Set<String> rules = rules();
        int dot = host.indexOf('.');
        String parent = dot < 0 ? "" : host.substring(dot + 1);
        return !rules.contains("!" + host)
                && (rules.contains(host) || rules.contains("*." + parent));
    }

    /** Read when asked: that is at start and when settings change. */
    private static Set<String> rules() {
        try (InputStream list = PublicSuffixes.class.getResourceAsStream(LIST);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("//"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the bundled Public Suffix List", unreadable);
        }
    }
}
