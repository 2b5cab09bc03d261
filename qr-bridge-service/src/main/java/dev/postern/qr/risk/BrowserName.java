package dev.postern.qr.risk;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user recognises of a {@code User-Agent} header.
 *
 * @param browser e.g. {@code Firefox 130}
 * @param os e.g. {@code macOS}
 * @param desktop whether it runs on a computer rather than a phone
 */
public record BrowserName(String browser, String os, boolean desktop) {

    private static final String[][] BROWSERS = {
        {"Edge", "Edg(?:e|A|iOS)?/(\\d+)"},
        {"Opera", "OPR/(\\d+)"},
        {"Samsung Internet", "SamsungBrowser/(\\d+)"},
        {"Firefox", "(?:Firefox|FxiOS)/(\\d+)"},
        {"Chrome", "(?:Chrome|CriOS)/(\\d+)"},
        {"Safari", "Version/(\\d+)[^ ]* .*Safari/"}
    };
    private static final String[][] SYSTEMS = {
        {"iOS", "iPhone|iPad|iPod"},
        {"Android", "Android"},
        {"Windows", "Windows"},
        {"ChromeOS", "CrOS"},
        {"macOS", "Mac OS X|Macintosh"},
        {"Linux", "Linux|X11"}
    };

    /** Reads a header; whatever is not recognised is called unknown. */
    public static BrowserName of(String userAgent) {
        String text = userAgent == null ? "" : userAgent;
        String browser = "Unknown browser";
        for (String[] known : BROWSERS) {
            Optional<String> version = find(known[1], text);
            if (version.isPresent()) {
                browser = known[0] + " " + version.get();
                break;
            }
        }
        String os = "unknown system";
        for (String[] known : SYSTEMS) {
            if (Pattern.compile(known[1]).matcher(text).find()) {
                os = known[0];
                break;
            }
        }
        return new BrowserName(browser, os, !os.equals("iOS") && !os.equals("Android"));
    }

    /** One line for the user. */
    public String words() {
        return browser + " on " + os;
    }

    private static Optional<String> find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
