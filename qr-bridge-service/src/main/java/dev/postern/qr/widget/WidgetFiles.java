package dev.postern.qr.widget;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The widget's files, put together once at start. The page names script and style by version and
 * digest, so that a browser refuses any other.
 */
@ApplicationScoped
class WidgetFiles {

    private static final String FOLDER = "/widget/";
    private static final int VERSION_BYTES = 6;
    private static final List<String> PARTS =
            List.of(
                    "base64.js",
                    "crypto.js",
                    "qrcode.js",
                    "qrdrawing.js",
                    "transport.js",
                    "page.js",
                    "view.js",
                    "trust.js",
                    "widget.js",
                    "start.js");

    private final String script;
    private final String style;
    private final String page;
    private final String version;

    WidgetFiles() {
        script =
                PARTS.stream()
                        .map(WidgetFiles::read)
                        .collect(
                                Collectors.joining("\n", "(() => {\n'use strict';\n\n", "})();\n"));
        style = read("widget.css");
        version = HexFormat.of().formatHex(digest("SHA-256", script + style), 0, VERSION_BYTES);
        page =
                read("KeyriQR.html")
                        .replace("{version}", version)
                        .replace("{script}", integrity(script))
                        .replace("{style}", integrity(style));
    }

    String script() {
        return script;
    }

    String style() {
        return style;
    }

    String page() {
        return page;
    }

    /** Changes whenever script or style do. */
    String version() {
        return version;
    }

    private static String integrity(String text) {
        return "sha384-" + Base64.getEncoder().encodeToString(digest("SHA-384", text));
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm)
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + algorithm, impossible);
        }
    }

    private static String read(String name) {
        try (InputStream file = WidgetFiles.class.getResourceAsStream(FOLDER + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UncheckedIOException("the widget lacks " + name, missing);
        }
    }
}
