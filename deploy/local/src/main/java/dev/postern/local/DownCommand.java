package dev.postern.local;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./postern down}: ends the stack of a data folder in order. */
@Command(name = "down", description = "Stops everything.", mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    private static final int LIMIT_S = 20;

    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        PrintWriter out = spec.commandLine().getOut();
        DataFolder folder = new DataFolder(data.folder());
        Optional<ProcessHandle> launcher =
                StackState.running(folder).flatMap(StackState::launcherProcess);
        if (launcher.isEmpty()) {
            out.println("Postern does not run on %s.".formatted(folder.root()));
            endLeftOvers(folder, out);
            return 0;
        }
        long start = System.nanoTime();
        launcher.get().destroy();
        try {
            launcher.get().onExit().get(LIMIT_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StackException(
                    "The launcher (process %d) did not end within %d s."
                            .formatted(launcher.get().pid(), LIMIT_S),
                    e);
        }
        out.println("Postern has stopped (%.1f s).".formatted((System.nanoTime() - start) / 1e9));
        return 0;
    }

    private static void endLeftOvers(DataFolder folder, PrintWriter out) {
        if (!folder.run().toFile().isDirectory()) {
            return;
        }
        try (StackLock lock = StackLock.take(folder)) {
            StaleProcesses.end(folder)
                    .forEach(process -> out.println("Ended a left-over " + process + "."));
        }
    }
}
