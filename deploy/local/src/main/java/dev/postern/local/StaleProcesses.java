package dev.postern.local;

import dev.postern.embedded.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Ends what a killed launcher left behind on a data folder. To be called only by the holder of the
 * folder's lock: then whatever still works on the folder has no launcher. A process is recognised
 * by its command, never by its id alone, which the system may have given to a stranger since.
 */
final class StaleProcesses {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Duration CLOCK_ERROR = Duration.ofSeconds(2);

    private StaleProcesses() {}

    /** The argument by which the service processes of a data folder are known. */
    static String marker(DataFolder folder) {
        return "-Dlocal.stack.data=" + folder.root();
    }

    /** Ends them, services first so that the database loses its clients. */
    static List<String> end(DataFolder folder) {
        List<ProcessHandle> services =
                ProcessHandle.allProcesses().filter(process -> isService(process, folder)).toList();
        services.forEach(ProcessHandle::destroyForcibly);
        services.forEach(StaleProcesses::awaitEnd);
        Path redisPid = RedisProcess.pidFile(folder.redis());
        Optional<ProcessHandle> redis =
                recorded(redisPid).filter(process -> isRedis(process) && wrote(process, redisPid));
        redis.ifPresent(StaleProcesses::endGently);
        Optional<ProcessHandle> postgres =
                recorded(folder.postgres().resolve("postmaster.pid"))
                        .filter(process -> hasArgument(process, folder.postgres().toString()));
        postgres.ifPresent(StaleProcesses::endPostgres);
        return Stream.of(
                        services.stream().map(process -> "service process " + process.pid()),
                        redis.stream().map(process -> "Redis " + process.pid()),
                        postgres.stream().map(process -> "PostgreSQL " + process.pid()))
                .flatMap(found -> found)
                .toList();
    }

    private static boolean isService(ProcessHandle process, DataFolder folder) {
        return process.pid() != ProcessHandle.current().pid()
                && hasArgument(process, marker(folder));
    }

    private static boolean isRedis(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.endsWith("redis-server"))
                .isPresent();
    }

    /**
     * Whether the process can be the author of the file: it started within the minute before the
     * file was written.
     */
    private static boolean wrote(ProcessHandle process, Path file) {
        try {
            Instant written = Files.getLastModifiedTime(file).toInstant();
            return process.info()
                    .startInstant()
                    .filter(start -> start.isBefore(written.plus(CLOCK_ERROR)))
                    .filter(start -> start.isAfter(written.minus(START_LIMIT)))
                    .isPresent();
        } catch (IOException e) {
            return false; // the file went away with its author
        }
    }

    private static boolean hasArgument(ProcessHandle process, String argument) {
        ProcessHandle.Info info = process.info();
        return info.arguments().filter(all -> Arrays.asList(all).contains(argument)).isPresent()
                || info.commandLine()
                        .filter(line -> line.contains(" " + argument + " "))
                        .isPresent();
    }

    private static Optional<ProcessHandle> recorded(Path pidFile) {
        try {
            return Files.readAllLines(pidFile).stream()
                    .findFirst()
                    .map(String::strip)
                    .filter(line -> line.matches("[0-9]{1,18}"))
                    .flatMap(line -> ProcessHandle.of(Long.parseLong(line)));
        } catch (IOException e) {
            return Optional.empty(); // no such file: nothing was started
        }
    }

    /** SIGINT, PostgreSQL's fast shutdown; its SIGTERM would wait for clients for ever. */
    private static void endPostgres(ProcessHandle process) {
        try {
            Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                process.destroy();
            }
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        awaitEnd(process);
    }

    private static void endGently(ProcessHandle process) {
        process.destroy();
        awaitEnd(process);
    }

    /**
     * A process that has ended but whose new parent has not noticed yet has no command any more.
     */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    /** Polls: for a process that is no child of this one, the system offers nothing better. */
    private static void awaitEnd(ProcessHandle process) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (isRunning(process)) {
            if (System.nanoTime() > deadline) {
                process.destroyForcibly();
                return;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }
}
