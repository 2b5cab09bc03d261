package dev.postern.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs the scripts that operators are given, as {@code psql -f} would. */
public final class SqlScript {

    private SqlScript() {}

    /** The text of a script of {@code deploy/import}. */
    public static String ofImport(String file) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("deploy/import"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("deploy/import is not above the working directory");
        }
        try {
            return Files.readString(folder.resolve("deploy/import").resolve(file));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** The text of a test resource. */
    public static String resource(String name) {
        try (InputStream resource =
                Thread.currentThread().getContextClassLoader().getResourceAsStream(name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Runs a script and returns the numbers of its last row, empty when it shows none. */
    public static Map<String, Long> run(Connection connection, String script) {
        try (Statement statement = connection.createStatement()) {
            Map<String, Long> numbers = new LinkedHashMap<>();
            boolean rows = statement.execute(script);
            while (rows || statement.getUpdateCount() != -1) {
                if (rows) {
                    read(statement.getResultSet(), numbers);
                }
                rows = statement.getMoreResults();
            }
            return numbers;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void read(ResultSet result, Map<String, Long> numbers) throws SQLException {
        while (result.next()) {
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                numbers.put(result.getMetaData().getColumnLabel(i), result.getLong(i));
            }
        }
    }
}
