package dev.postern.qr.widget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nayuki.qrcodegen.QrCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the widget's own script in Node, which has the same WebCrypto as a browser. */
class WidgetScriptTest {

    @TempDir static Path folder;

    @BeforeAll
    static void needNode() throws IOException, InterruptedException {
        assumeTrue(
                exists("node"), "the widget's script is tested with Node 20 or newer: install it");
    }

    @Test
    @DisplayName("Test vectors of the Keyri scheme and of cryptography v1 in JavaScript (1)")
    void shouldMeetTheVectors() throws Exception {
        assertThat(run("vectors.mjs")).isEqualTo("ok");
    }

    @Test
    @DisplayName("10 000 generated keys, none with X[0] = 4 (B4, 3)")
    void shouldNeverUseAKeyThatPhonesMisread() throws Exception {
        assertThat(run("keys.mjs")).isEqualTo("ok");
    }

    @Test
    @DisplayName(
            "The page's listener: token on success, text on failure, silence on progress (17, 18)")
    void shouldSpeakToThePageAsItsListenerExpects() throws Exception {
        assertThat(run("listener.mjs")).isEqualTo("ok");
    }

    @Test
    void shouldDrawTheSameCodeAsAnIndependentEncoder() throws Exception {
        List<String> texts =
                List.of(
                        "a",
                        "https://l.example.com/?sessionId="
                                + "A".repeat(43)
                                + "&h="
                                + "b".repeat(43)
                                + "&v=1",
                        "http://localhost:8000/phone?sessionId="
                                + "x".repeat(43)
                                + "&h="
                                + "_".repeat(43)
                                + "&v=1",
                        "ü".repeat(150),
                        "z".repeat(900));
        Path input = folder.resolve("texts.txt");
        Files.writeString(input, String.join("\n", texts));

        String[] drawn = run("draw.mjs", input.toString()).split("\n\n");

        for (int i = 0; i < texts.size(); i++) {
            assertThat(drawn[i].strip()).as(texts.get(i)).isEqualTo(expected(texts.get(i)));
        }
    }

    private static String expected(String text) {
        QrCode code =
                QrCode.encodeSegments(
                        List.of(
                                io.nayuki.qrcodegen.QrSegment.makeBytes(
                                        text.getBytes(StandardCharsets.UTF_8))),
                        QrCode.Ecc.MEDIUM,
                        1,
                        40,
                        -1,
                        false);
        return java.util.stream.IntStream.range(0, code.size)
                .mapToObj(
                        y ->
                                java.util.stream.IntStream.range(0, code.size)
                                        .mapToObj(x -> code.getModule(x, y) ? "#" : ".")
                                        .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }

    private static String run(String name, String... arguments) throws Exception {
        String inner = new WidgetFiles().script();
        String body = inner.substring(inner.indexOf('\n') + 1, inner.lastIndexOf("})();"));
        Files.writeString(
                folder.resolve("widget.mjs"),
                body
                        + "\nexport { openSealed, newPageKey, unwrap, qrCode, pageChannel, bytesOf,"
                        + " base64url, base64, sha256 };\n");
        try (var script = WidgetScriptTest.class.getResourceAsStream("/widget/" + name)) {
            Files.write(folder.resolve(name), script.readAllBytes());
        }
        List<String> command = new java.util.ArrayList<>(List.of("node", name));
        command.addAll(List.of(arguments));
        Process node =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).as(output).isZero();
        return output.strip();
    }

    private static boolean exists(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version").start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
