package dev.postern.qr.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void shouldReadEveryKindOfValue() {
        Map<String, Object> read =
                Json.object(
                        " {\"a\":\"x\\u00e9\\n\\\"\\\\/\",\"b\":[1,-2.5e1,[]],\"c\":{},"
                                + "\"d\":true,\"e\":false,\"f\":null} ");

        assertThat(read.get("a")).isEqualTo("xé\n\"\\/");
        assertThat(read.get("b")).isEqualTo(List.of(1.0, -25.0, List.of()));
        assertThat(read.get("c")).isEqualTo(Map.of());
        assertThat(read.get("d")).isEqualTo(true);
        assertThat(read.get("e")).isEqualTo(false);
        assertThat(read).containsEntry("f", null);
    }

    @Test
    void shouldWriteWhatItReads() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "a\"b\\c\u0001d\nß");
        value.put("list", List.of("x", List.of(), Map.of("k", true)));
        value.put("left out", null);

        Map<String, Object> read = Json.object(Json.write(value));

        assertThat(read.get("text")).isEqualTo("a\"b\\c\u0001d\nß");
        assertThat(read.get("list")).isEqualTo(List.of("x", List.of(), Map.of("k", true)));
        assertThat(read).doesNotContainKey("left out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1}x",
                "{a:1}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u12",
                "{\"a\":tru}",
                "{\"a\":\"\u0001\"}",
                "{\"a\":1..2}"
            })
    void shouldRefuseWhatIsNoObject(String text) {
        assertThatThrownBy(() -> Json.object(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseDeepNesting() {
        assertThatThrownBy(() -> Json.object("{\"a\":" + "[".repeat(10_000)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
