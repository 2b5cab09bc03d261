package dev.postern.session.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.problem.ApiProblem;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetadataTest {

    @Test
    void shouldMergeShallowly() {
        Map<String, Object> sent = new HashMap<>();
        sent.put("gone", null);
        sent.put("nested", Map.of("b", 2));

        Map<String, Object> merged =
                Metadata.merge(Map.of("kept", 1, "gone", 2, "nested", Map.of("a", 1)), sent);

        assertThat(merged).isEqualTo(Map.of("kept", 1, "nested", Map.of("b", 2)));
    }

    @Test
    void shouldRefuseMergeThatGrowsBeyondTheLimit() {
        Map<String, Object> half = Map.of("a", "x".repeat(5000));

        assertThatThrownBy(() -> Metadata.merge(half, Map.of("b", "x".repeat(5000))))
                .isInstanceOf(ApiProblem.class)
                .hasMessageContaining("user_metadata is limited to 8192 bytes");
    }
}
