package dev.postern.local;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option every command takes. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".postern",
            description =
                    "Folder that holds data, logs and keys between runs (default: ./.postern).")
    private Path folder;

    Path folder() {
        return folder.toAbsolutePath().normalize();
    }
}
