package dev.postern.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {
    @Test
    void shouldKeepRoleOutOfOtherDatabases() throws SQLException {
        try (PostgresServer server = PostgresServer.throwaway()) {
            // Given
            server.createDatabase("credential", "credential", "it's a secret");
            server.createDatabase("session", "session", "two");

            // When
            server.createDatabase("session", "session", "changed");

            // Then
            assertThat(
                            answer(
                                    login(server, "session", "session", "changed"),
                                    "SELECT current_user"))
                    .isEqualTo("session");
            assertThat(
                            answer(
                                    login(server, "credential", "credential", "it's a secret"),
                                    "SHOW fsync"))
                    .isEqualTo("off");
            assertThatThrownBy(() -> login(server, "session", "credential", "it's a secret"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied for database");
            assertThatThrownBy(() -> login(server, "session", "session", "two"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void shouldRecordStatements() throws SQLException {
        try (PostgresServer server = PostgresServer.throwaway()) {
            assertThat(
                            answer(
                                    DriverManager.getConnection(server.jdbcUrl("postgres")),
                                    "SELECT count(*) > 0 FROM pg_stat_statements"))
                    .isEqualTo("t");
        }
    }

    @Test
    void shouldKeepDataDurablyBetweenStarts(@TempDir Path folder) throws SQLException {
        // Given
        Path data = folder.resolve("data");
        Path log = folder.resolve("log");
        try (PostgresServer first = PostgresServer.start(data, FreePorts.next(), "root", log)) {
            first.createDatabase("session", "session", "one");
            try (Connection connection = login(first, "session", "session", "one");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
            }
        }

        // When
        try (PostgresServer second = PostgresServer.start(data, FreePorts.next(), "root", log)) {
            second.createDatabase("session", "session", "one");

            // Then
            assertThat(
                            answer(
                                    login(second, "session", "session", "one"),
                                    "SELECT answer FROM kept"))
                    .isEqualTo("42");
            assertThat(answer(login(second, "session", "session", "one"), "SHOW fsync"))
                    .isEqualTo("on");
            assertThat(ProcessHandle.of(second.pid())).isPresent();
        }
    }

    private static Connection login(
            PostgresServer server, String database, String role, String password)
            throws SQLException {
        return DriverManager.getConnection("jdbc:" + server.url(database), role, password);
    }

    private static String answer(Connection connection, String query) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
