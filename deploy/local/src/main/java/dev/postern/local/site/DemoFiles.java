package dev.postern.local.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The built demo site, read once: a request is looked up by name, so no path can lead out of it.
 */
public final class DemoFiles {
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "json", "application/json",
                    "svg", "image/svg+xml",
                    "png", "image/png",
                    "ico", "image/x-icon",
                    "woff2", "font/woff2",
                    "webmanifest", "application/manifest+json",
                    "txt", "text/plain; charset=utf-8");
    private static final String HASHED_FOLDER = "/assets/";

    private final Map<String, StaticPage> files;

    private DemoFiles(Map<String, StaticPage> files) {
        this.files = files;
    }

    /** All files under the folder; none when it does not exist. */
    public static DemoFiles in(Path folder) {
        if (!Files.isDirectory(folder)) {
            return new DemoFiles(Map.of());
        }
        try {
            return new DemoFiles(read(folder.toRealPath()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, StaticPage> read(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .collect(
                            Collectors.toMap(
                                    path -> name(folder, path), path -> page(folder, path)));
        }
    }

    /** The file of a path; pages go by their names without an ending, too. */
    Optional<StaticPage> file(String path) {
        String name = path.equals("/") ? "/index" : path;
        return Optional.ofNullable(files.get(name))
                .or(() -> Optional.ofNullable(files.get(name + ".html")));
    }

    private static String name(Path folder, Path file) {
        return "/" + folder.relativize(file).toString().replace('\\', '/');
    }

    private static StaticPage page(Path folder, Path file) {
        String name = name(folder, file);
        String type = name.substring(name.lastIndexOf('.') + 1);
        try {
            return StaticPage.file(
                    TYPES.getOrDefault(type, "application/octet-stream"),
                    Files.readAllBytes(file),
                    name.startsWith(HASHED_FOLDER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
