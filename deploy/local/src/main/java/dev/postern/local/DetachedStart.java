package dev.postern.local;

import dev.postern.embedded.OwnSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts the launcher once more in the background, shows what it says, and leaves when it is ready.
 */
final class DetachedStart {
    private static final int POLL_MS = 100;

    private final Process launcher;
    private final DataFolder folder;
    private final Path output;
    private final PrintWriter out;
    private long shown;

    private DetachedStart(Process launcher, DataFolder folder, Path output, PrintWriter out) {
        this.launcher = launcher;
        this.folder = folder;
        this.output = output;
        this.out = out;
    }

    /**
     * The exit code: 0 when the stack is ready, else what the launcher in the background ended
     * with.
     */
    static int of(StackOptions options, PrintWriter out) throws InterruptedException {
        DataFolder folder = DataFolder.prepare(options.data());
        StackLock.take(folder).close();
        Path output = folder.log("up");
        try {
            PrivateFile.write(output, "");
            Process launcher =
                    new ProcessBuilder(OwnSession.of(command(options)))
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            launcher.getOutputStream().close();
            return new DetachedStart(launcher, folder, output, out).follow();
        } catch (IOException e) {
            throw new StackException(
                    "The background process can't be started: %s.".formatted(e.getMessage()), e);
        }
    }

    private static List<String> command(StackOptions options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName(),
                        "up"));
        command.addAll(List.of("--data", options.data().toString()));
        command.addAll(List.of("--port", Integer.toString(options.port())));
        command.addAll(List.of("--replicas", Integer.toString(options.replicas())));
        if (options.confirmEmail()) {
            command.add("--confirm-email");
        }
        if (!options.rateLimits()) {
            command.add("--no-rate-limits");
        }
        return command;
    }

    private int follow() throws IOException, InterruptedException {
        while (!launcher.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
            boolean ready = isReady();
            showNews();
            if (ready) {
                return 0;
            }
        }
        showNews();
        return launcher.exitValue();
    }

    private boolean isReady() {
        return StackState.running(folder)
                .filter(state -> state.launcher() == launcher.pid())
                .filter(StackState::ready)
                .isPresent();
    }

    private void showNews() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            byte[] news = new byte[(int) (file.length() - shown)];
            file.seek(shown);
            file.readFully(news);
            shown += news.length;
            out.print(new String(news, StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
