package dev.postern.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.embedded.FreePorts;
import dev.postern.embedded.PostgresServer;
import dev.postern.embedded.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleProcessesTest {
    @TempDir Path root;

    @Test
    void shouldEndServicesOfTheFolderOnly() throws IOException {
        // Given
        DataFolder folder = DataFolder.prepare(root.resolve("data"));
        DataFolder neighbour = DataFolder.prepare(root.resolve("data-2"));
        Process ours = idle(folder);
        Process theirs = idle(neighbour);
        try {
            // When
            List<String> ended = StaleProcesses.end(folder);

            // Then
            assertThat(ended).containsExactly("service process " + ours.pid());
            await().until(() -> !ours.isAlive());
            assertThat(theirs.isAlive()).isTrue();
        } finally {
            ours.destroyForcibly();
            theirs.destroyForcibly();
        }
    }

    @Test
    void shouldEndLeftOverServersSoThatTheNextOnesStart() {
        // Given
        DataFolder folder = DataFolder.prepare(root);
        PostgresServer postgres =
                PostgresServer.start(
                        folder.postgres(), FreePorts.next(), "root", folder.log("postgres"));
        RedisProcess redis =
                RedisProcess.start(folder.redis(), FreePorts.next(), folder.log("redis"));
        long pid = postgres.pid();

        // When
        List<String> ended = StaleProcesses.end(folder);

        // Then
        assertThat(ended).containsExactly("Redis " + redis.handle().pid(), "PostgreSQL " + pid);
        await().until(() -> ProcessHandle.of(pid).isEmpty());
        redis.close();
        postgres.close();
    }

    @Test
    void shouldSpareStrangersWhoGotTheRecordedIds() throws IOException {
        // Given
        DataFolder folder = DataFolder.prepare(root);
        DataFolder elsewhere = DataFolder.prepare(root.resolve("elsewhere"));
        Process stranger = idle(elsewhere);
        Files.createDirectories(folder.redis());
        Files.createDirectories(folder.postgres());
        Files.writeString(RedisProcess.pidFile(folder.redis()), stranger.pid() + "\n");
        Files.writeString(folder.postgres().resolve("postmaster.pid"), stranger.pid() + "\n");
        try {
            // When
            List<String> ended = StaleProcesses.end(folder);

            // Then
            assertThat(ended).isEmpty();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    /** A child JVM that does nothing, started the way services are. */
    private static Process idle(DataFolder folder) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process =
                new ProcessBuilder(
                                java.toString(),
                                StaleProcesses.marker(folder),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Idle.class.getName())
                        .start();
        assertThat(process.getInputStream().read()).isEqualTo('.');
        return process;
    }

    /** Says that it runs, and waits to be ended. */
    static final class Idle {
        private Idle() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.out.print('.');
            System.out.flush();
            Thread.currentThread().join();
        }
    }
}
