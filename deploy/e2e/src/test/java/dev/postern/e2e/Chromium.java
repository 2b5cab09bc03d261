package dev.postern.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the browser the demo site is tested in, and decides what its absence means. */
final class Chromium {

    private static final String VARIABLE = "POSTERN_CHROMIUM";

    private Chromium() {}

    /** The program named in POSTERN_CHROMIUM, else the first one in the usual places. */
    static Optional<Path> find() {
        return Stream.of(
                        System.getenv(VARIABLE),
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome",
                        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                        "/Applications/Chromium.app/Contents/MacOS/Chromium")
                .filter(Objects::nonNull)
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Browser tests may be left out on somebody's machine, never where {@code CI} is true. */
    static boolean mayBeMissing() {
        return !"true".equals(System.getenv("CI"));
    }

    static String missing() {
        return "Browser tests skipped, there is no Chromium: install it (apt-get install chromium)"
                + " or set "
                + VARIABLE
                + " to its path, then run mvn verify -pl deploy/e2e -am.";
    }
}
