package dev.postern.e2e;

import dev.postern.local.PosternStack;
import dev.postern.local.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts one stack for all test classes of a JVM and hands it to their parameters: a free port, an
 * empty data folder, sign-ups confirmed at once, no rate limits. A test that needs another stack
 * starts its own.
 */
public final class StackExtension implements BeforeAllCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(StackExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        stack(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PosternStack.class;
    }

    @Override
    public PosternStack resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return stack(context);
    }

    private static PosternStack stack(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Running.class, key -> Running.start(), Running.class)
                .stack();
    }

    /** The stack and the folder to remove after it; JUnit closes it after the last class. */
    private record Running(PosternStack stack, Path data) implements AutoCloseable {

        static Running start() {
            try {
                Path data = Files.createTempDirectory("postern-e2e-");
                StackOptions options = StackOptions.in(data).withPort(0).withRateLimits(false);
                return new Running(PosternStack.start(options, Running::report), data);
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
}
