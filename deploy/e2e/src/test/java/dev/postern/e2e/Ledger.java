package dev.postern.e2e;

import dev.postern.local.PosternStack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a stack does, as its servers themselves count it. */
final class Ledger {

    private final PosternStack stack;

    Ledger(PosternStack stack) {
        this.stack = stack;
    }

    /** Starts counting anew on Postgres and Redis. */
    void reset() {
        for (String database : List.of("session", "credential")) {
            execute(database, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        }
        query("session", "SELECT pg_stat_statements_reset()");
        redis("CONFIG RESETSTAT");
    }

    /**
     * The statements a database ran for requests: without transaction brackets and without the
     * relay's, which run after the answer.
     */
    List<String> statements(String database) {
        return query(
                database,
                """
                SELECT calls || ' x ' || query FROM pg_stat_statements s
                JOIN pg_database d ON d.oid = s.dbid
                WHERE d.datname = current_database()
                  AND query !~* '^\\s*(BEGIN|COMMIT|ROLLBACK|LISTEN|SET |SHOW )'
                  AND query !~* '^\\s*SELECT position'
                  AND query !~* '^\\s*UPDATE auth.outbox'
                  AND query !~* 'pg_stat_statements|pg_try_advisory_lock'
                ORDER BY query
                """);
    }

    /** How often each Redis command ran. */
    Map<String, Long> redisCommands() {
        Map<String, Long> counts = new TreeMap<>();
        for (String line : redis("INFO commandstats").split("\r\n")) {
            if (line.startsWith("cmdstat_")) {
                String name = line.substring("cmdstat_".length(), line.indexOf(':'));
                String calls = line.replaceFirst("^[^:]*:calls=(\\d+).*", "$1");
                counts.put(name, Long.parseLong(calls));
            }
        }
        return counts;
    }

    /** The sum of a service's metric over its labels, as {@code /q/metrics} tells. */
    double metric(String service, String name) {
        return metric(service, name, "");
    }

    /** The sum over those label sets that contain a text. */
    double metric(String service, String name, String label) {
        URI instance = stack.instances(service).get(0);
        return new Api(instance, stack.publishableKey())
                .text("/q/metrics")
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private void execute(String database, String sql) {
        try (Connection connection = DriverManager.getConnection(stack.jdbcUrl(database));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    List<String> query(String database, String sql) {
        try (Connection connection = DriverManager.getConnection(stack.jdbcUrl(database));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Sends one inline command to Redis and reads a simple or bulk answer. */
    String redis(String command) {
        URI redis = stack.redis();
        try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader reader =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            String head = reader.readLine();
            if (!head.startsWith("$")) {
                return head;
            }
            char[] body = new char[Integer.parseInt(head.substring(1))];
            int read = 0;
            while (read < body.length) {
                read += reader.read(body, read, body.length - read);
            }
            return new String(body);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
