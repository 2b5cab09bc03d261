package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * Holds what a service says of its API against the file published in {@code docs/openapi}. With
 * {@code -Dopenapi.write=true} the file is written instead.
 */
public final class OpenApiFile {

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build();

    private OpenApiFile() {}

    /**
     * Fails when the published file differs.
     *
     * @param service names the file
     * @param document what the service answers at {@code /q/openapi?format=json}
     */
    public static void assertPublished(String service, String document) {
        Path file = folder().resolve(service + ".json");
        try {
            String now = normal(document);
            if (Boolean.getBoolean("openapi.write")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, now);
            }
            assertThat(Files.readString(file))
                    .as("docs/openapi/%s.json; write it anew with -Dopenapi.write=true", service)
                    .isEqualTo(now);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String normal(String document) throws JsonProcessingException {
        return JSON.writeValueAsString(JSON.readValue(document, TreeMap.class)) + "\n";
    }

    private static Path folder() {
        Path root = Path.of("").toAbsolutePath();
        while (root != null && !Files.isDirectory(root.resolve("docs/events"))) {
            root = root.getParent();
        }
        if (root == null) {
            throw new IllegalStateException("docs is not above the working directory");
        }
        return root.resolve("docs/openapi");
    }
}
