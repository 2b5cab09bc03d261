package dev.postern.session.statement;

import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.BcryptFunction;
import com.password4j.types.Bcrypt;
import dev.postern.session.SessionServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Counts, as Postgres does, the statements a call costs; BEGIN and COMMIT do not count. */
@QuarkusTest
class StatementBudgetTest extends SessionServiceTest {

    /** What runs beside any request: the relay, the timers, and what opens a connection. */
    private static final Pattern BACKGROUND =
            Pattern.compile(
                    "(?is).*(sent_at|pg_advisory|pg_try_advisory|LISTEN|signing_keys|"
                            + "project_settings|published_settings|pg_catalog|^SET |consumed_event).*");

    @ConfigProperty(name = "postern.test.superuser-jdbc-url")
    String url;

    @Test
    void shouldRefreshWithOneStatement() {
        Response session = signUp(newEmail());

        assertThat(statementsOf(() -> refresh(refreshToken(session)))).hasSize(1);
    }

    @Test
    void shouldShowUserWithOneStatement() {
        Response session = signUp(newEmail());

        assertThat(statementsOf(() -> as(session).get("/auth/v1/user"))).hasSize(1);
    }

    @Test
    void shouldSignInByPasswordWithTwoStatements() {
        String email = newEmail();
        signUp(email);

        assertThat(statementsOf(() -> signIn(email, PASSWORD))).hasSize(2);
    }

    @Test
    void shouldForkWithTwoStatementsAndOneSignature() {
        Response session = signUp(newEmail());
        double before = signatures();

        List<String> statements =
                statementsOf(
                        () ->
                                as(session)
                                        .body(body("target", "web", "binding", "b".repeat(43)))
                                        .post("/auth/v1/sessions/fork")
                                        .then()
                                        .statusCode(200));

        assertThat(statements).hasSize(2);
        assertThat(signatures() - before).isEqualTo(1);
    }

    @Test
    void shouldListSessionsWithTwoStatements() {
        Response session = signUp(newEmail());

        assertThat(statementsOf(() -> as(session).get("/auth/v1/sessions"))).hasSize(2);
    }

    @Test
    void shouldEndOneSessionWithTwoStatements() {
        Response session = signUp(newEmail());
        String id = claims(session).path("session_id").asText();

        assertThat(statementsOf(() -> as(session).delete("/auth/v1/sessions/" + id))).hasSize(2);
    }

    @Test
    void shouldExchangeImportedTokenWithTwoStatements() {
        Response session = signUp(newEmail());
        database.change(
                "INSERT INTO auth.refresh_tokens SELECT encode(sha256('imported0001'), 'hex'), id"
                        + " FROM auth.sessions WHERE id = CAST(? AS uuid)",
                claims(session).path("session_id").asText());

        assertThat(statementsOf(() -> refresh("imported0001").then().statusCode(200))).hasSize(2);
    }

    @Test
    void shouldUpgradeForeignPasswordHashWithoutAnotherStatement() {
        String email = newEmail();
        signUp(email);
        database.change(
                "UPDATE auth.users SET encrypted_password = ? WHERE email = ?",
                BcryptFunction.getInstance(Bcrypt.A, 10).hash("imported").getResult(),
                email);

        assertThat(statementsOf(() -> signIn(email, "imported").then().statusCode(200))).hasSize(2);
    }

    @Test
    void shouldOpenSessionWithOneStatementAndOneSignature() {
        Response user = signUp(newEmail());
        double before = signatures();

        List<String> statements =
                statementsOf(
                        () ->
                                service()
                                        .body(body("user_id", userId(user), "method", "passkey"))
                                        .post("/internal/sessions"));

        assertThat(statements).hasSize(1);
        assertThat(signatures() - before).isEqualTo(1);
    }

    private static double signatures() {
        Matcher counter =
                Pattern.compile("(?m)^postern_signatures_total(?:\\{.*\\})? ([0-9.E]+)$")
                        .matcher(service().get("/q/metrics").asString());
        assertThat(counter.find()).isTrue();
        return Double.parseDouble(counter.group(1));
    }

    /** The statements of one call, each as often as it ran. */
    private List<String> statementsOf(Runnable call) {
        String database = url.replaceFirst(".*/([a-z0-9]+)\\?.*", "$1");
        try (Connection connection =
                        DriverManager.getConnection(url.replace("/" + database, "/postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_stat_statements_reset()");
            call.run();
            try (ResultSet rows =
                    statement.executeQuery(
                            "SELECT query, calls FROM pg_stat_statements WHERE dbid ="
                                    + " (SELECT oid FROM pg_database WHERE datname = '"
                                    + database
                                    + "')")) {
                return foreground(rows);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static List<String> foreground(ResultSet rows) throws SQLException {
        List<String> statements = new ArrayList<>();
        while (rows.next()) {
            String query = rows.getString(1);
            boolean counts =
                    !BACKGROUND.matcher(query).matches()
                            && !List.of("BEGIN", "COMMIT", "ROLLBACK")
                                    .contains(query.trim().toUpperCase(Locale.ROOT));
            for (int i = 0; counts && i < rows.getInt(2); i++) {
                statements.add(query);
            }
        }
        return statements;
    }
}
