package dev.postern.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The npm half of this module: installs its packages and runs its test files with Node.js. */
final class NodeProject {

    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);
    private static final Duration FILE_LIMIT = Duration.ofMinutes(4);

    private final Path directory;

    private NodeProject(Path directory) {
        this.directory = directory;
    }

    /** Installs what package-lock.json names, unless that is there already. */
    static NodeProject installed() {
        Path home = Path.of(System.getProperty("postern.home", "../.."));
        NodeProject project =
                new NodeProject(home.resolve("deploy/e2e").toAbsolutePath().normalize());
        project.run(Map.of(), INSTALL_LIMIT, List.of("node", "scripts/install.mjs", "."));
        return project;
    }

    /** The test files, by name. */
    List<Path> testFiles() {
        try (Stream<Path> files = Files.list(directory.resolve("tests"))) {
            return files.filter(file -> file.toString().endsWith(".test.mjs")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a test file drives a browser. */
    boolean needsBrowser(Path file) {
        return imports(file, "browser");
    }

    /** Whether a test file reads the mails of its stack. */
    boolean readsMails(Path file) {
        return imports(file, "mailbox");
    }

    private static boolean imports(Path file, String module) {
        try {
            return Files.readString(file).contains("/lib/%s.mjs\"".formatted(module));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs one file to its end; its output is the failure. */
    void test(Path file, Map<String, String> environment) {
        run(
                environment,
                FILE_LIMIT,
                List.of(
                        "node",
                        "--test",
                        "--test-reporter=spec",
                        directory.relativize(file).toString()));
    }

    private void run(Map<String, String> environment, Duration limit, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("Node.js 20 or newer must be on the PATH as node", e);
        }
        CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
        boolean ended = awaitEnd(process, limit);
        assertThat(ended)
                .as(() -> "%s did not end in %s:%n%s".formatted(command, limit, output.join()))
                .isTrue();
        assertThat(process.exitValue())
                .as(() -> "%s%n%s".formatted(String.join(" ", command), output.join()))
                .isZero();
    }

    private static boolean awaitEnd(Process process, Duration limit) {
        try {
            if (process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return false;
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
