package dev.postern.qr;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The service as it is deployed: a JVM of its own, known by its environment only. */
final class Replica implements AutoCloseable {

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    final URI uri;
    final Path log;
    private final Process process;

    private Replica(URI uri, Path log, Process process) {
        this.uri = uri;
        this.log = log;
        this.process = process;
    }

    static Replica start(Path folder, String name, Map<String, String> environment)
            throws IOException {
        int port = freePort();
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-jar",
                        JAR.toAbsolutePath().toString());
        builder.environment().putAll(environment);
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("POSTERN_QR_WAIT_ACK", "PT3S");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        return new Replica(URI.create("http://127.0.0.1:" + port + "/"), log, builder.start());
    }

    void awaitReady() {
        await().atMost(Duration.ofMinutes(2))
                .failFast("the replica ended, see " + log, () -> !process.isAlive())
                .ignoreExceptions()
                .until(() -> status("q/health/ready") == 200);
    }

    int status(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) uri.resolve(path).toURL().openConnection();
        connection.setConnectTimeout(1000);
        connection.setReadTimeout(2000);
        return connection.getResponseCode();
    }

    /** No farewell: the process is simply gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    /** Asks to stop and waits. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the replica does not stop");
        }
    }

    Path heapDump(Path folder) throws IOException, InterruptedException {
        Path dump = folder.resolve("heap.hprof");
        Process jcmd =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                                .toString(),
                                        Long.toString(process.pid()),
                                        "GC.heap_dump",
                                        "-all",
                                        dump.toString()))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0 || !Files.exists(dump)) {
            throw new AssertionError("no heap dump: " + said);
        }
        return dump;
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
