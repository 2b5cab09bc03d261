package dev.postern.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a log, which is where a dead process said why. */
final class LogTail {
    private static final int BLOCK = 256 * 1024;
    private static final int LOOK_BACK = 1_000;
    private static final int DEATH_LINES = 15;

    private LogTail() {}

    /** At most that many of the last lines; none when the file can't be read. */
    static List<String> lines(Path log, int count) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(0, file.length() - BLOCK);
            file.seek(start);
            byte[] block = new byte[(int) (file.length() - start)];
            file.readFully(block);
            List<String> lines = new String(block, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    static StackException death(String name, int exitCode, Path log) {
        return new StackException(
                "%s ended unexpectedly with exit code %d.%s".formatted(name, exitCode, quote(log)));
    }

    /** The last lines of a log, set off from the sentence before them; repetitions count as one. */
    static String quote(Path log) {
        List<String> distinct =
                lines(log, LOOK_BACK).stream().map(LogLine::readable).distinct().toList();
        List<String> last =
                distinct.subList(Math.max(0, distinct.size() - DEATH_LINES), distinct.size());
        return last.isEmpty()
                ? ""
                : " The last lines of %s:%n  %s"
                        .formatted(log, String.join(System.lineSeparator() + "  ", last));
    }
}
