package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds events against the schemas published in {@code docs/events}. */
public final class EventSchemas {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private EventSchemas() {}

    /** Fails with every violation when the data of an event does not meet its schema. */
    public static void assertValid(String type, String data) {
        Schema schema = REGISTRY.getSchema(read(type + ".schema.json"), InputFormat.JSON);
        assertThat(schema.validate(data, InputFormat.JSON)).as(type).isEmpty();
    }

    /** The published example of an event type. */
    public static String example(String type) {
        return read(type + ".example.json");
    }

    private static String read(String file) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("docs/events"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("docs/events is not above the working directory");
        }
        try {
            return Files.readString(folder.resolve("docs/events").resolve(file));
        } catch (IOException missing) {
            throw new UncheckedIOException("no published " + file, missing);
        }
    }
}
