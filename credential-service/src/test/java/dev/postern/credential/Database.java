package dev.postern.credential;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** Looks into the database of the service under test, past the service. */
final class Database {

    private Database() {}

    static List<Map<String, Object>> query(String sql, Object... values) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<Map<String, Object>> rows = new ArrayList<>();
            if (statement.execute()) {
                ResultSet result = statement.getResultSet();
                while (result.next()) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.put(result.getMetaData().getColumnLabel(i), result.getObject(i));
                    }
                    rows.add(row);
                }
            }
            return rows;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static Map<String, Object> row(String sql, Object... values) {
        return query(sql, values).get(0);
    }

    static long count(String sql, Object... values) {
        return ((Number) row(sql, values).values().iterator().next()).longValue();
    }

    static Connection connect() throws SQLException {
        return DriverManager.getConnection(
                ConfigProvider.getConfig()
                        .getValue("postern.test.superuser-jdbc-url", String.class));
    }
}
