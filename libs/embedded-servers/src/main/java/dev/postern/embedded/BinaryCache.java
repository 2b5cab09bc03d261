package dev.postern.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder into which server binaries are unpacked once per user; it is private to the user
 * because what lies in it is executed.
 */
final class BinaryCache {
    private BinaryCache() {}

    /**
     * {@code $XDG_CACHE_HOME/postern}, or {@code ~/.cache/postern}; a fresh temporary folder where
     * neither is writable.
     */
    static Path folder() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path parent =
                configured == null || configured.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(configured);
        try {
            Files.createDirectories(parent);
            return privateFolder(parent.resolve("postern"));
        } catch (IOException e) {
            return TemporaryFolder.create();
        }
    }

    private static Path privateFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
                throw new IOException(folder + " is not a writable folder", e);
            }
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        return folder;
    }

    /** Creates the file's folder if it is missing. */
    static Path within(String name) {
        try {
            return Files.createDirectories(folder().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
