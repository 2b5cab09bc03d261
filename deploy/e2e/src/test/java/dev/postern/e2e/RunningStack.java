package dev.postern.e2e;

import dev.postern.local.PosternStack;
import dev.postern.local.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A stack and the folder to remove after it. */
record RunningStack(PosternStack stack, Path data) implements AutoCloseable {

    /** A stack on a free port with an empty data folder and no rate limits, and what differs. */
    static RunningStack start(UnaryOperator<StackOptions> difference) {
        try {
            Path data = Files.createTempDirectory("postern-e2e-");
            StackOptions options =
                    difference.apply(StackOptions.in(data).withPort(0).withRateLimits(false));
            return new RunningStack(PosternStack.start(options, RunningStack::report), data);
        } catch (IOException e) {
            throw new UncheckedIOException("The stack needs a folder for its data", e);
        }
    }

    private static void report(String line) {
        System.out.println("[stack] " + line);
    }

    @Override
    public void close() throws IOException {
        stack.close();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
