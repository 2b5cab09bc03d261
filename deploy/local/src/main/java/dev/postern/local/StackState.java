package dev.postern.local;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What a launcher tells the other commands about itself, in the data folder.
 *
 * @param launcher its process id
 * @param startedAt when that process started, in milliseconds; with the id it names one process for
 *     ever
 * @param ready whether everything runs
 */
record StackState(long launcher, long startedAt, String url, boolean ready, List<Part> parts) {
    private static final String SEPARATOR = "|";

    /**
     * One line of the status table.
     *
     * @param pid the launcher's for what runs inside it
     */
    record Part(String name, String address, long pid) {}

    static StackState of(String url, boolean ready, List<Part> parts) {
        ProcessHandle self = ProcessHandle.current();
        return new StackState(self.pid(), startOf(self), url, ready, parts);
    }

    /** The state of the launcher that runs on the folder now; empty when none does. */
    static Optional<StackState> running(DataFolder folder) {
        return read(folder).filter(state -> state.launcherProcess().isPresent());
    }

    private static Optional<StackState> read(DataFolder folder) {
        Properties stored = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.state())) {
            stored.load(reader);
            return Optional.of(from(stored));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty(); // no launcher has written it, or one was killed while it did
        }
    }

    private static StackState from(Properties stored) {
        List<Part> parts = new ArrayList<>();
        for (int index = 0; stored.containsKey("part." + index); index++) {
            String[] words = stored.getProperty("part." + index).split("\\|", -1);
            parts.add(new Part(words[0], words[1], Long.parseLong(words[2])));
        }
        return new StackState(
                Long.parseLong(stored.getProperty("launcher", "-1")),
                Long.parseLong(stored.getProperty("startedAt", "-1")),
                stored.getProperty("url", ""),
                Boolean.parseBoolean(stored.getProperty("ready")),
                parts);
    }

    void write(DataFolder folder) {
        Properties stored = new Properties();
        stored.setProperty("launcher", Long.toString(launcher));
        stored.setProperty("startedAt", Long.toString(startedAt));
        stored.setProperty("url", url);
        stored.setProperty("ready", Boolean.toString(ready));
        for (int index = 0; index < parts.size(); index++) {
            Part part = parts.get(index);
            stored.setProperty(
                    "part." + index,
                    String.join(SEPARATOR, part.name(), part.address(), Long.toString(part.pid())));
        }
        StringWriter text = new StringWriter();
        try {
            stored.store(text, null);
            PrivateFile.write(folder.state(), text.toString());
        } catch (IOException e) {
            throw new StackException(
                    "%s can't be written: %s.".formatted(folder.state(), e.getMessage()), e);
        }
    }

    static void clear(DataFolder folder) {
        try {
            Files.deleteIfExists(folder.state());
        } catch (IOException e) {
            throw new StackException(
                    "%s can't be removed: %s.".formatted(folder.state(), e.getMessage()), e);
        }
    }

    /** The launcher, if the process of that id is still the one that wrote the state. */
    Optional<ProcessHandle> launcherProcess() {
        return ProcessHandle.of(launcher).filter(process -> startOf(process) == startedAt);
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
    }
}
