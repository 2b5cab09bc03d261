package dev.postern.local;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The keys and passwords of one data folder: made on the first start and kept, so that sessions
 * outlive a restart.
 */
final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 24;
    private static final int MASTER_KEY_BYTES = 32;

    private static final Map<String, Supplier<String>> RECIPES =
            Map.of(
                    "master-key",
                    () -> Base64.getEncoder().encodeToString(random(MASTER_KEY_BYTES)),
                    "service-token",
                    Secrets::token,
                    "publishable-key",
                    () -> "sb_publishable_" + token(),
                    "secret-key",
                    () -> "sb_secret_" + token(),
                    "qr-app-key",
                    () -> "qr_app_" + token(),
                    "database-superuser-password",
                    Secrets::token,
                    "credential-database-password",
                    Secrets::token,
                    "session-database-password",
                    Secrets::token);

    private final Map<String, String> values;

    private Secrets(Map<String, String> values) {
        this.values = values;
    }

    /** Reads the folder's secrets, making those that are missing. */
    static Secrets of(DataFolder folder) {
        try {
            Map<String, String> values = read(folder.secrets());
            if (!values.keySet().containsAll(RECIPES.keySet())) {
                RECIPES.forEach(
                        (name, recipe) -> values.computeIfAbsent(name, missing -> recipe.get()));
                PrivateFile.write(folder.secrets(), lines(values));
            }
            return new Secrets(values);
        } catch (IOException e) {
            throw new StackException(
                    "The secrets in %s can't be read or written: %s."
                            .formatted(folder.secrets(), e.getMessage()),
                    e);
        }
    }

    private static Map<String, String> read(Path file) throws IOException {
        Properties stored = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                stored.load(reader);
            }
        }
        Map<String, String> values = new TreeMap<>();
        stored.stringPropertyNames().forEach(name -> values.put(name, stored.getProperty(name)));
        return values;
    }

    /** Writes what an application needs to call the stack, in the form a shell can source. */
    void writeKeys(DataFolder folder, String url) {
        Map<String, String> keys =
                Map.of(
                        "POSTERN_URL", url,
                        "POSTERN_PUBLISHABLE_KEY", publishableKey(),
                        "POSTERN_SECRET_KEY", secretKey(),
                        "POSTERN_QR_APP_KEY", qrAppKey());
        try {
            PrivateFile.write(folder.keys(), lines(new TreeMap<>(keys)));
        } catch (IOException e) {
            throw new StackException(
                    "The keys can't be written to %s: %s.".formatted(folder.keys(), e.getMessage()),
                    e);
        }
    }

    private static String lines(Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    private static String token() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random(BYTES));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    String masterKey() {
        return values.get("master-key");
    }

    String serviceToken() {
        return values.get("service-token");
    }

    String publishableKey() {
        return values.get("publishable-key");
    }

    String secretKey() {
        return values.get("secret-key");
    }

    String qrAppKey() {
        return values.get("qr-app-key");
    }

    String superuserPassword() {
        return values.get("database-superuser-password");
    }

    /** The password of the role that owns a database of the same name. */
    String databasePassword(String database) {
        return values.get(database + "-database-password");
    }
}
