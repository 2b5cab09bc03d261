package dev.postern.local;

import dev.postern.embedded.OwnSession;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One replica of a service: a child JVM with a bounded heap, its address and its log. */
final class ServiceProcess {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final List<String> MEMORY =
            List.of(
                    "-Xmx144m",
                    "-Xss512k",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:ReservedCodeCacheSize=64m",
                    "-XX:+ExitOnOutOfMemoryError");

    private final Service service;
    private final int replica;
    private final int port;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private Process process;
    private boolean expectedToRun;

    ServiceProcess(
            Service service,
            int replica,
            int port,
            Path program,
            Map<String, String> environment,
            DataFolder folder) {
        this.service = service;
        this.replica = replica;
        this.port = port;
        this.environment = environment;
        this.log = folder.log(service.id(), replica);
        this.command = command(program, folder);
    }

    private static List<String> command(Path program, DataFolder folder) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(StaleProcesses.marker(folder));
        command.addAll(MEMORY);
        command.add("-jar");
        command.add(program.toString());
        return command;
    }

    synchronized void start() {
        ProcessBuilder builder =
                new ProcessBuilder(OwnSession.of(command))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(ServiceProcess::isConfiguration);
        builder.environment().putAll(environment);
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        try {
            process = builder.start();
            expectedToRun = true;
        } catch (IOException e) {
            throw new StackException(
                    "%s can't be started: %s.".formatted(name(), e.getMessage()), e);
        }
    }

    /** Settings of the shell that started the launcher must not leak into the services. */
    private static boolean isConfiguration(String variable) {
        return variable.startsWith("POSTERN_")
                || variable.startsWith("QUARKUS_")
                || variable.startsWith("KAFKA_")
                || variable.startsWith("MP_")
                || variable.startsWith("SMALLRYE_")
                || variable.equals("JAVA_TOOL_OPTIONS")
                || variable.equals("_JAVA_OPTIONS");
    }

    /** Whether the service says it can serve. */
    boolean isReady(HttpClient client) {
        HttpRequest request =
                HttpRequest.newBuilder(address().resolve("/q/health/ready"))
                        .timeout(ANSWER_LIMIT)
                        .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Waiting for %s was interrupted.".formatted(name()), e);
        }
    }

    /** Asks the process to end, without waiting. */
    synchronized void askToEnd() {
        expectedToRun = false;
        if (process != null) {
            process.destroy();
        }
    }

    /** Ends the process at once, as a crash would. */
    synchronized void kill() {
        expectedToRun = false;
        process.destroyForcibly();
        awaitEnd(Duration.ofSeconds(5));
    }

    /** Waits for the end, and forces it when the limit has passed. */
    void awaitEnd(Duration limit) {
        if (process == null) {
            return;
        }
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    synchronized boolean diedUnasked() {
        return expectedToRun && !process.isAlive();
    }

    synchronized Process process() {
        return process;
    }

    StackException death() {
        return LogTail.death(name(), process().exitValue(), log);
    }

    String name() {
        return replica == 0 ? service.id() : service.id() + "-" + replica;
    }

    Service service() {
        return service;
    }

    Path log() {
        return log;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }
}
