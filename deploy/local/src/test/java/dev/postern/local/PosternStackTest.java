package dev.postern.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosternStackTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final List<String> progress = new ArrayList<>();

    @TempDir Path root;

    @BeforeEach
    void install() throws IOException {
        FakeService.install(root.resolve("home"));
        System.setProperty("postern.home", root.resolve("home").toString());
    }

    @AfterEach
    void uninstall() {
        System.clearProperty("postern.home");
    }

    @Test
    void shouldBalanceOverReplicasAndSurviveTheLossOfOne() throws Exception {
        try (PosternStack stack = PosternStack.start(options().withReplicas(2), progress::add)) {
            // Given
            assertThat(stack.instances("session-service")).hasSize(2);
            assertThat(twoAnswers(stack)).hasSize(2);
            assertThat(stack.url().getHost()).isEqualTo("localhost");
            assertThat(stack.log("session-service", 1)).exists();
            assertThat(progress).anyMatch(line -> line.endsWith("Gateway ready on " + stack.url()));

            // When
            stack.kill("session-service", 1);

            // Then
            assertThat(twoAnswers(stack))
                    .containsExactly(
                            Integer.toString(stack.instances("session-service").get(0).getPort()));
            assertThat(stack.failure()).isNotDone();
            stack.restart("session-service", 1);
            await().atMost(5, TimeUnit.SECONDS).until(() -> twoAnswers(stack).size() == 2);
        }
    }

    @Test
    void shouldKeepKeysAndDataOverRestartAndNameTheDead() throws Exception {
        // Given
        List<String> keys;
        try (PosternStack first = PosternStack.start(options(), progress::add)) {
            keys =
                    List.of(
                            first.publishableKey(),
                            first.secretKey(),
                            first.qrAppKey(),
                            first.serviceToken());
            execute(first, "CREATE TABLE kept (id int)");
            assertThat(Files.readString(root.resolve("data/keys.env")))
                    .contains("POSTERN_URL=" + first.url());
            assertThatThrownBy(() -> PosternStack.start(options(), progress::add))
                    .isInstanceOf(StackException.class)
                    .hasMessageStartingWith("Postern already runs on " + root.resolve("data"));
        }
        assertThat(StackState.running(new DataFolder(root.resolve("data")))).isEmpty();

        try (PosternStack second = PosternStack.start(options(), progress::add)) {
            assertThat(
                            List.of(
                                    second.publishableKey(),
                                    second.secretKey(),
                                    second.qrAppKey(),
                                    second.serviceToken()))
                    .isEqualTo(keys);
            execute(second, "DROP TABLE kept");

            // When
            assertThatThrownBy(
                            () ->
                                    get(
                                            second.instances("challenge-service")
                                                    .get(0)
                                                    .resolve("/?die")))
                    .isInstanceOf(IOException.class);

            // Then
            assertThat(second.failure().get(5, TimeUnit.SECONDS).getMessage().lines())
                    .containsExactly(
                            "challenge-service ended unexpectedly with exit code 3. The last lines of %s:"
                                    .formatted(second.log("challenge-service", 0)),
                            "  asked to die");
        }
        assertThat(ProcessHandle.allProcesses())
                .noneMatch(
                        process ->
                                process.info()
                                        .commandLine()
                                        .filter(line -> line.contains(root.toString()))
                                        .isPresent());
    }

    private StackOptions options() {
        return StackOptions.in(root.resolve("data")).withPort(0);
    }

    private static Set<String> twoAnswers(PosternStack stack)
            throws IOException, InterruptedException {
        Set<String> answers = new HashSet<>();
        for (int call = 0; call < 2; call++) {
            answers.add(get(stack.url().resolve("/auth/v1/user")));
        }
        return answers;
    }

    private static String get(URI address) throws IOException, InterruptedException {
        return CLIENT.send(
                        HttpRequest.newBuilder(address).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void execute(PosternStack stack, String statement) throws SQLException {
        try (var connection = DriverManager.getConnection(stack.jdbcUrl("session"));
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
