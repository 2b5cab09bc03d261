package dev.postern.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./postern logs SERVICE}: the end of a part's log, and what is added to it. */
@Command(name = "logs", description = "Shows the end of a log.", mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
    private static final int POLL_MS = 250;
    private static final int BLOCK = 64 * 1024;

    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Parameters(
            index = "0",
            paramLabel = "SERVICE",
            description = "For example credential-service, postgres, launcher.")
    private String service;

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "100",
            description = "How many lines (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until Ctrl-C.")
    private boolean follow;

    @Override
    public Integer call() throws InterruptedException, IOException {
        DataFolder folder = new DataFolder(data.folder());
        List<String> known = known(folder);
        if (!known.contains(service)) {
            throw new StackException(
                    known.isEmpty()
                            ? "There are no logs in %s.".formatted(folder.logs())
                            : "There is no log of %s; there are logs of %s."
                                    .formatted(service, String.join(", ", known)));
        }
        PrintWriter out = spec.commandLine().getOut();
        Path log = folder.log(service);
        long end = Files.size(log);
        LogTail.lines(log, Math.max(0, lines)).forEach(out::println);
        out.flush();
        if (follow) {
            follow(log, end, out);
        }
        return 0;
    }

    private static List<String> known(DataFolder folder) throws IOException {
        if (!Files.isDirectory(folder.logs())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.logs())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".log"))
                    .map(name -> name.substring(0, name.length() - ".log".length()))
                    .sorted()
                    .toList();
        }
    }

    private static void follow(Path log, long from, PrintWriter out)
            throws IOException, InterruptedException {
        long position = from;
        byte[] block = new byte[BLOCK];
        while (!Thread.currentThread().isInterrupted()) {
            try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
                position = file.length() < position ? 0 : position;
                file.seek(position);
                for (int read = file.read(block); read > 0; read = file.read(block)) {
                    out.print(new String(block, 0, read, StandardCharsets.UTF_8));
                    position += read;
                }
            }
            out.flush();
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }
}
