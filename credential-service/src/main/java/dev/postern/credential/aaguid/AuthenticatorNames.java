package dev.postern.credential.aaguid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.credential.CredentialConfig;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Names a new passkey after its authenticator: a hint for its owner and nothing more, since an
 * AAGUID that is not attested can be anything.
 */
@Startup
@ApplicationScoped
public class AuthenticatorNames {

    private static final String UNKNOWN = "Passkey";
    private static final int LONGEST = 120;
    private static final String BUNDLED = "/aaguids.json";

    private final Map<String, String> names = new HashMap<>();

    AuthenticatorNames(CredentialConfig config, ObjectMapper json) {
        try (InputStream bundled = AuthenticatorNames.class.getResourceAsStream(BUNDLED)) {
            add(json.readTree(bundled));
        } catch (IOException missing) {
            throw new IllegalStateException("the bundled authenticator names are missing", missing);
        }
        config.aaguidFile().ifPresent(file -> addFile(file, json));
    }

    /** The name of a model; {@code Passkey} for one nobody knows. */
    public String of(UUID aaguid) {
        return names.getOrDefault(aaguid.toString(), UNKNOWN);
    }

    private void addFile(Path file, ObjectMapper json) {
        try (InputStream content = Files.newInputStream(file)) {
            JsonNode table = json.readTree(content);
            if (!table.isObject()) {
                throw new IOException("it is not a JSON object");
            }
            add(table);
        } catch (IOException unreadable) {
            throw new IllegalStateException(
                    "POSTERN_PASSKEYS_AAGUID_FILE is '"
                            + file
                            + "', which can't be read ("
                            + unreadable.getMessage()
                            + "); it must be a JSON object keyed by AAGUID whose values have a"
                            + " name.",
                    unreadable);
        }
    }

    private void add(JsonNode table) {
        table.properties()
                .forEach(
                        entry -> {
                            String name = entry.getValue().path("name").asText("");
                            if (!name.isBlank()) {
                                names.put(entry.getKey().toLowerCase(Locale.ROOT), shorten(name));
                            }
                        });
    }

    private static String shorten(String name) {
        return name.codePointCount(0, name.length()) <= LONGEST
                ? name
                : name.substring(0, name.offsetByCodePoints(0, LONGEST));
    }
}
