package dev.postern.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.embedded.core.ExecutableProvider;

/** A real Redis in a child process: in memory for tests, append-only file for the local stack. */
public final class RedisProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(15);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int SOCKET_TIMEOUT_MS = 500;
    private static final String EXECUTABLE = "redis-server";

    private final Process process;
    private final Path directory;
    private final int port;
    private final boolean throwaway;

    private RedisProcess(Process process, Path directory, int port, boolean throwaway) {
        this.process = process;
        this.directory = directory;
        this.port = port;
        this.throwaway = throwaway;
    }

    /** A server on a free port whose data goes with it; it stops with the JVM at the latest. */
    public static RedisProcess throwaway() {
        Path folder = TemporaryFolder.create();
        RedisProcess started = start(folder, FreePorts.next(), folder.resolve("redis.log"), true);
        Runtime.getRuntime().addShutdownHook(new Thread(started::close, "redis-stop"));
        return started;
    }

    /**
     * A durable server.
     *
     * @param directory data folder, made if missing and kept
     * @param log file to which the server's messages are appended
     */
    public static RedisProcess start(Path directory, int port, Path log) {
        return start(directory, port, log, false);
    }

    private static RedisProcess start(Path directory, int port, Path log, boolean throwaway) {
        try {
            Files.createDirectories(directory);
            List<String> command =
                    List.of(
                            executable().toString(),
                            "--bind",
                            "127.0.0.1",
                            "--port",
                            Integer.toString(port),
                            "--dir",
                            directory.toAbsolutePath().toString(),
                            "--pidfile",
                            pidFile(directory).toAbsolutePath().toString(),
                            "--appendonly",
                            throwaway ? "no" : "yes",
                            "--save",
                            "");
            Process process =
                    new ProcessBuilder(OwnSession.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
            RedisProcess started = new RedisProcess(process, directory, port, throwaway);
            started.awaitReady(log);
            return started;
        } catch (IOException e) {
            throw new ServerStartException("Redis could not be started: " + e.getMessage(), e);
        }
    }

    /** The file into which the server writes its process id. */
    public static Path pidFile(Path directory) {
        return directory.resolve("redis.pid");
    }

    private static Path executable() throws IOException {
        Path cached = BinaryCache.within("redis").resolve(EXECUTABLE);
        if (!Files.isExecutable(cached)) {
            Path unpacked = Files.createTempDirectory(cached.getParent(), "unpack");
            Path file = ExecutableProvider.newJarResourceProvider(unpacked.toFile()).get().toPath();
            Files.move(
                    file,
                    cached,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            Files.delete(unpacked);
        }
        return cached;
    }

    private void awaitReady(Path log) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!answersPing()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new ServerStartException(
                        "Redis did not start on port %d; its log is %s.".formatted(port, log));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean answersPing() {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    SOCKET_TIMEOUT_MS);
            socket.setSoTimeout(SOCKET_TIMEOUT_MS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            return "+PONG".equals(new String(answer.readNBytes(5), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** {@code redis://127.0.0.1:port}. */
    public URI uri() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    /** The server's process, to watch it. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /**
     * Lets the server write what it holds and ends it within three seconds; a throwaway's data is
     * removed.
     */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (throwaway) {
            TemporaryFolder.delete(directory);
        }
    }
}
