package dev.postern.session.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A short name for what a user agent says, e.g. {@code Firefox on Linux}; people read it. */
public final class Device {

    /** What a user agent contains to what it is; browsers pose as others, so the order matters. */
    private static final Map<String, String> PROGRAMS =
            ordered(
                    "Edg", "Edge",
                    "OPR/", "Opera",
                    "SamsungBrowser/", "Samsung Internet",
                    "FxiOS/", "Firefox",
                    "Firefox/", "Firefox",
                    "CriOS/", "Chrome",
                    "Chrome/", "Chrome",
                    "Safari/", "Safari");

    private static final Map<String, String> SYSTEMS =
            ordered(
                    "iPhone", "iPhone",
                    "iPad", "iPad",
                    "Android", "Android",
                    "Windows", "Windows",
                    "CrOS", "ChromeOS",
                    "Mac OS X", "macOS",
                    "Macintosh", "macOS",
                    "Linux", "Linux");

    private static final Pattern FIRST_PRODUCT = Pattern.compile("^([A-Za-z][\\w.-]{0,39})");

    private Device() {}

    /** Empty when the user agent says nothing one could read. */
    public static Optional<String> name(String userAgent) {
        if (userAgent == null) {
            return Optional.empty();
        }
        Optional<String> program =
                first(PROGRAMS, userAgent).or(() -> firstProduct(userAgent.strip()));
        Optional<String> system = first(SYSTEMS, userAgent);
        return program.isPresent() && system.isPresent()
                ? Optional.of(program.get() + " on " + system.get())
                : program.or(() -> system);
    }

    private static Optional<String> firstProduct(String userAgent) {
        Matcher product = FIRST_PRODUCT.matcher(userAgent);
        return product.find() && !product.group(1).equals("Mozilla")
                ? Optional.of(product.group(1))
                : Optional.empty();
    }

    private static Optional<String> first(Map<String, String> names, String userAgent) {
        return names.entrySet().stream()
                .filter(name -> userAgent.contains(name.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> names = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            names.put(pairs[i], pairs[i + 1]);
        }
        return names;
    }
}
