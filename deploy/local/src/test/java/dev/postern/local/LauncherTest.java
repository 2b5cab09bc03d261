package dev.postern.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LauncherTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path root;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "up --prot 1         | Unknown option",
                "up --port eighty    | Invalid value for option '--port'",
                "up --port 70000     | The port must be between 1 and 65535, not 70000.",
                "up --replicas 99    | The number of replicas must be between 1 and 8, not 99.",
                "run                 | Unmatched argument",
                "logs                | Missing required parameter"
            })
    void shouldRefuseWrongArgumentsInOneLine(String arguments, String sentence) {
        int exitCode = run(arguments.strip().split(" "));

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString()).startsWith(sentence).hasLineCount(1);
    }

    @Test
    void shouldNameBusyPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int exitCode =
                    run(
                            "up",
                            "--data",
                            root.toString(),
                            "--port",
                            Integer.toString(taken.getLocalPort()));

            assertThat(exitCode).isEqualTo(1);
            assertThat(err)
                    .hasToString(
                            "Port %d is used by another program; choose another one with --port.%n"
                                    .formatted(taken.getLocalPort()));
        }
    }

    @Test
    void shouldNameFolderThatIsFile() throws IOException {
        Path file = Files.createFile(root.resolve("file"));

        int exitCode = run("up", "--data", file.toString());

        assertThat(exitCode).isEqualTo(1);
        assertThat(err)
                .hasToString(
                        "The data folder %s can't be written: %s is a file.%n"
                                .formatted(file, file));
    }

    @Test
    void shouldRefuseSecondStackOnFolder() {
        DataFolder folder = DataFolder.prepare(root);
        try (StackLock held = StackLock.take(folder)) {
            assertThat(held).isNotNull();

            int exitCode = run("up", "--data", root.toString(), "--port", "0");

            assertThat(exitCode).isEqualTo(1);
            assertThat(err.toString())
                    .startsWith("Postern already runs on " + root)
                    .hasLineCount(1);
        }
    }

    @Test
    void shouldSayThatNothingRuns() {
        assertThat(run("status", "--data", root.toString())).isEqualTo(1);
        assertThat(run("down", "--data", root.toString())).isZero();
        assertThat(out.toString()).contains("Postern does not run on " + root);
    }

    @Test
    void shouldShowTheEndOfLogAndNameTheOthers() throws IOException {
        DataFolder folder = DataFolder.prepare(root);
        Files.writeString(folder.log("session-service"), "one\ntwo\nthree\n");

        assertThat(run("logs", "session-service", "-n", "2", "--data", root.toString())).isZero();
        assertThat(out).hasToString("two%nthree%n".formatted());
        assertThat(run("logs", "../keys", "--data", root.toString())).isEqualTo(1);
        assertThat(err)
                .hasToString(
                        "There is no log of ../keys; there are logs of session-service.%n"
                                .formatted());
    }

    private int run(String... arguments) {
        CommandLine command = Launcher.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
