package dev.postern.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir Path root;

    @Test
    void shouldNameTheDeadWithItsLastWords() throws IOException {
        // Given
        Path log = root.resolve("session-service.log");
        Files.writeString(
                log,
                """
                plain start
                {"level":"ERROR","loggerName":"app","message":"Failed to start","exception":{"exceptionType":"A",\
                "message":"outer","causedBy":{"exception":{"exceptionType":"B","message":"the reason"}}}}
                {not json
                """);

        // When
        StackException death = LogTail.death("session-service", 1, log);

        // Then
        assertThat(death.getMessage().lines())
                .containsExactly(
                        "session-service ended unexpectedly with exit code 1. The last lines of %s:"
                                .formatted(log),
                        "  plain start",
                        "  ERROR app: Failed to start: B: the reason",
                        "  {not json");
    }

    @Test
    void shouldDoWithoutLog() {
        assertThat(LogTail.death("redis", 137, root.resolve("missing.log")))
                .hasMessage("redis ended unexpectedly with exit code 137.");
    }
}
