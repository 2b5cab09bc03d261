package dev.postern.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackStateTest {
    @TempDir Path root;

    @Test
    void shouldTellOtherProcessesWhatRuns() {
        // Given
        DataFolder folder = DataFolder.prepare(root);
        List<StackState.Part> parts = List.of(new StackState.Part("redis", "127.0.0.1:20001", 42));
        StackState written = StackState.of("http://localhost:8000", true, parts);

        // When
        written.write(folder);

        // Then
        assertThat(StackState.running(folder)).contains(written);
    }

    @Test
    void shouldNotTakeStrangerForTheLauncher() {
        // Given
        DataFolder folder = DataFolder.prepare(root);
        long pid = ProcessHandle.current().pid();

        // When
        new StackState(pid, 1, "http://localhost:8000", true, List.of()).write(folder);

        // Then
        assertThat(StackState.running(folder)).isEmpty();
    }
}
