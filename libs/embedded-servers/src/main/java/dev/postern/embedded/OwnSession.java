package dev.postern.embedded;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts a child outside the terminal's process group, so that Ctrl-C reaches the launcher alone
 * and the launcher can end its children in order.
 */
public final class OwnSession {
    private static final Optional<String> SETSID = find("setsid");

    private OwnSession() {}

    /**
     * The command prefixed with {@code setsid} where the system has it (it keeps the process id),
     * else unchanged.
     */
    public static List<String> of(List<String> command) {
        return SETSID.map(setsid -> Stream.concat(Stream.of(setsid), command.stream()).toList())
                .orElse(command);
    }

    private static Optional<String> find(String program) {
        String path = System.getenv("PATH");
        return Stream.of((path == null ? "" : path).split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
