package dev.postern.local;

import dev.postern.local.StackState.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./postern status}: a table of the parts; exit code 1 when nothing runs. */
@Command(name = "status", description = "Shows what runs.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final String ROW = "%-22s %-9s %-22s %8s %8s%n";
    private static final int CONNECT_LIMIT_MS = 500;
    private static final int KB_PER_MB = 1024;

    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        DataFolder folder = new DataFolder(data.folder());
        Optional<StackState> state = StackState.running(folder);
        if (state.isEmpty()) {
            out.println("Postern does not run on %s.".formatted(folder.root()));
            return 1;
        }
        out.println(
                "Postern %s on %s (data: %s)"
                        .formatted(
                                state.get().ready() ? "runs" : "is starting",
                                state.get().url(),
                                folder.root()));
        out.printf(ROW, "PART", "STATE", "ADDRESS", "PID", "MEMORY");
        for (Part part : state.get().parts()) {
            out.printf(
                    ROW,
                    part.name(),
                    answers(part) ? "up" : "down",
                    part.address(),
                    part.pid(),
                    residentMb(part.pid()).map(mb -> mb + " MB").orElse("-"));
        }
        return 0;
    }

    private static boolean answers(Part part) {
        URI address = URI.create("tcp://" + part.address());
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_LIMIT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Resident memory, where the system tells it in {@code /proc}. */
    private static Optional<Long> residentMb(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / KB_PER_MB);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
