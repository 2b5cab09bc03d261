package dev.postern.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.postern.local.PosternStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs every file of {@code tests/} with Node.js against the stack, one JUnit test per file. Files
 * that read mails run against a second stack, on which sign-ups must be confirmed; it starts with
 * the first of them.
 */
@ExtendWith(StackExtension.class)
class NodeSuiteTest {

    private static NodeProject project;
    private static Optional<Path> chromium;
    private static RunningStack confirming;

    @BeforeAll
    static void prepare() {
        project = NodeProject.installed();
        chromium = Chromium.find();
        if (chromium.isEmpty() && Chromium.mayBeMissing()) {
            System.out.println(Chromium.missing());
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (confirming != null) {
            confirming.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> nodeTests(PosternStack stack) {
        return project.testFiles().stream()
                .map(
                        file ->
                                dynamicTest(
                                        name(file),
                                        () -> run(file, environment(stackFor(file, stack)))));
    }

    private static PosternStack stackFor(Path file, PosternStack stack) {
        if (!project.readsMails(file)) {
            return stack;
        }
        if (confirming == null) {
            confirming = RunningStack.start(options -> options.withConfirmEmail(true));
        }
        return confirming.stack();
    }

    private static void run(Path file, Map<String, String> environment) {
        if (project.needsBrowser(file) && chromium.isEmpty()) {
            assertThat(Chromium.mayBeMissing())
                    .as("Chromium must be installed where CI is true")
                    .isTrue();
            abort(Chromium.missing());
        }
        project.test(file, environment);
    }

    private static Map<String, String> environment(PosternStack stack) {
        Map<String, String> environment = new HashMap<>();
        environment.put("POSTERN_URL", stack.url().toString());
        environment.put("POSTERN_PUBLISHABLE_KEY", stack.publishableKey());
        environment.put("POSTERN_SECRET_KEY", stack.secretKey());
        chromium.ifPresent(program -> environment.put("POSTERN_CHROMIUM", program.toString()));
        return environment;
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".test.mjs", "");
    }
}
