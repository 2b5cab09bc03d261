package dev.postern.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

    record Sample(String name, Boolean flag, Integer count) {}

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldIgnoreUnknownMembersAndAcceptNulls() {
        Sample sample =
                JsonBody.read(utf8("{\"name\":\"x\",\"flag\":null,\"z\":{}}"), Sample.class);

        assertThat(sample).isEqualTo(new Sample("x", null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{\"name\":1}",
                "{\"name\":true}",
                "{\"name\":{}}",
                "{\"flag\":\"true\"}",
                "{\"flag\":1}",
                "{\"count\":\"1\"}",
                "{\"count\":1.5}",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{} {}",
                "{'name':1}"
            })
    void shouldRefuseWhatIsNotTheObjectAsked(String body) {
        assertThatThrownBy(() -> JsonBody.read(utf8(body), Sample.class))
                .isInstanceOfSatisfying(
                        ApiProblem.class,
                        problem -> {
                            assertThat(problem.status()).isEqualTo(400);
                            assertThat(problem.code()).isEqualTo("bad_json");
                            assertThat(problem.getMessage())
                                    .startsWith("Could not parse request body as JSON: ");
                        });
    }

    @Test
    void shouldRefuseInvalidUtf8() {
        byte[] body = utf8("{\"name\":\"??\"}");
        body[9] = (byte) 0xff;
        body[10] = (byte) 0xfe;

        assertThatThrownBy(() -> JsonBody.read(body, Sample.class))
                .isInstanceOf(ApiProblem.class)
                .hasMessageStartingWith("Could not parse request body as JSON");
    }

    @Test
    void shouldNeverRepeatWhatWasSent() {
        assertThatThrownBy(() -> JsonBody.read(utf8("{\"name\": secretvalue}"), Sample.class))
                .hasMessageNotContaining("secretvalue");
        assertThatThrownBy(() -> JsonBody.read(utf8("{\"flag\": \"secretvalue\"}"), Sample.class))
                .hasMessageNotContaining("secretvalue");
    }

    @Test
    void shouldReadAnAbsentBodyAsAnEmptyObjectWhereThatIsAllowed() {
        assertThat(JsonBody.readOrEmpty(new byte[0], Sample.class))
                .isEqualTo(new Sample(null, null, null));
    }
}
