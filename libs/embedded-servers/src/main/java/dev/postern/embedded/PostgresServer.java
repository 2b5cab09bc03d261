package dev.postern.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * A real PostgreSQL 18 in a child process: throwaway for tests (no fsync), durable for the local
 * stack. Every connection needs a password, and a role reaches only its own database.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String SUPERUSER = "postgres";
    private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final EmbeddedPostgres server;
    private final Path directory;
    private final int port;
    private final String password;
    private final boolean throwaway;
    private final AtomicBoolean closed = new AtomicBoolean();

    private PostgresServer(
            EmbeddedPostgres server, Path directory, int port, String password, boolean throwaway) {
        this.server = server;
        this.directory = directory;
        this.port = port;
        this.password = password;
        this.throwaway = throwaway;
    }

    /** A server on a free port whose data goes with it; it stops with the JVM at the latest. */
    public static PostgresServer throwaway() {
        Path folder = TemporaryFolder.create();
        return start(
                folder.resolve("data"),
                FreePorts.next(),
                UUID.randomUUID().toString(),
                folder.resolve("postgres.log"),
                true);
    }

    /**
     * A durable server.
     *
     * @param directory data folder, initialised on the first start and kept
     * @param superuserPassword password of the role {@code postgres}; must be the same on every
     *     start
     * @param log file to which the server's messages are appended
     */
    public static PostgresServer start(
            Path directory, int port, String superuserPassword, Path log) {
        return start(directory, port, superuserPassword, log, false);
    }

    private static PostgresServer start(
            Path directory, int port, String password, Path log, boolean throwaway) {
        QuietLogs.install();
        String durability = throwaway ? "off" : "on";
        try {
            EmbeddedPostgres server =
                    EmbeddedPostgres.builder()
                            .setPort(port)
                            .setDataDirectory(directory)
                            .setCleanDataDirectory(false)
                            .setRegisterShutdownHook(throwaway)
                            .setOverrideWorkingDirectory(binaries())
                            .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .setPGStartupWait(START_LIMIT)
                            .setConnectConfig("password", password)
                            .setServerConfig("listen_addresses", "127.0.0.1")
                            .setServerConfig("unix_socket_directories", "")
                            .setServerConfig("max_connections", "200")
                            .setServerConfig("shared_buffers", "64MB")
                            .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                            .setServerConfig("fsync", durability)
                            .setServerConfig("synchronous_commit", durability)
                            .setServerConfig("full_page_writes", durability)
                            .start();
            PostgresServer started =
                    new PostgresServer(server, directory, port, password, throwaway);
            started.closeIfItFails(started::secure);
            return started;
        } catch (IOException | RuntimeException e) {
            throw new ServerStartException(
                    "PostgreSQL did not start on port %d; its log is %s.".formatted(port, log), e);
        }
    }

    private static File binaries() {
        return BinaryCache.within("postgres").toFile();
    }

    private void closeIfItFails(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void secure() {
        execute(
                "postgres",
                "ALTER ROLE postgres PASSWORD '%s'".formatted(password.replace("'", "''")),
                "REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC",
                "CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        try {
            Files.writeString(
                    directory.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        execute("postgres", "SELECT pg_reload_conf()");
    }

    /**
     * Creates the role and the database it owns where they are missing and sets the role's
     * password; other roles may not connect to the database.
     */
    public void createDatabase(String database, String role, String rolePassword) {
        requireIdentifier(database);
        requireIdentifier(role);
        if (!exists("SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
            execute("postgres", "CREATE ROLE %s LOGIN".formatted(role));
        }
        execute(
                "postgres",
                "ALTER ROLE %s PASSWORD '%s'".formatted(role, rolePassword.replace("'", "''")));
        if (!exists("SELECT 1 FROM pg_database WHERE datname = ?", database)) {
            execute("postgres", "CREATE DATABASE %s OWNER %s".formatted(database, role));
        }
        execute("postgres", "REVOKE CONNECT ON DATABASE %s FROM PUBLIC".formatted(database));
    }

    /** JDBC URL of a database for the superuser, credentials included. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
                .formatted(
                        port,
                        database,
                        SUPERUSER,
                        URLEncoder.encode(password, StandardCharsets.UTF_8));
    }

    /** URL without credentials or the {@code jdbc:} prefix, as the services take it. */
    public String url(String database) {
        return "postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    public int port() {
        return port;
    }

    /** Process id of the server. */
    public long pid() {
        try {
            return Long.parseLong(
                    Files.readAllLines(directory.resolve("postmaster.pid")).get(0).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the server at once, rolling back open transactions; a throwaway's data is removed. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (throwaway) {
                TemporaryFolder.delete(directory.getParent());
            }
        }
    }

    private void execute(String database, String... statements) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(database));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new ServerStartException("PostgreSQL refused a set-up statement.", e);
        }
    }

    private boolean exists(String query, String name) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        } catch (SQLException e) {
            throw new ServerStartException("PostgreSQL refused a set-up query.", e);
        }
    }

    private static void requireIdentifier(String name) {
        if (!IDENTIFIER.matcher(name).matches()) {
            throw new IllegalArgumentException("not a plain SQL identifier: " + name);
        }
    }
}
