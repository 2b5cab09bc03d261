package dev.postern.credential;

import static dev.postern.credential.Ceremonies.authentication;
import static dev.postern.credential.Ceremonies.authenticator;
import static dev.postern.credential.Ceremonies.postAuthentication;
import static dev.postern.credential.Ceremonies.postRegistration;
import static dev.postern.credential.Ceremonies.registered;
import static dev.postern.credential.Ceremonies.registration;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Counts as the server does, with pg_stat_statements; BEGIN, COMMIT and the relay left aside. */
@QuarkusTest
@DisplayName("SQL statements per call")
class StatementCountTest {

    TestUser user;

    @BeforeEach
    void counter() {
        FakePeers.reset();
        user = TestUser.confirmed();
        Database.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    }

    @Test
    void shouldSignInWithTwo() {
        SoftwareAuthenticator authenticator = authenticator();
        registered(user, authenticator);
        ObjectNode body = authentication(authenticator);

        long statements = during(() -> postAuthentication(body).then().statusCode(200));

        assertThat(statements).isEqualTo(2);
        assertThat(FakePeers.CALLS)
                .as("internal calls of registration (3) and sign-in (2)")
                .filteredOn(call -> call.path().startsWith("/internal/"))
                .hasSize(4);
    }

    @Test
    void shouldRegisterWithTwo() {
        ObjectNode body = registration(user, authenticator());

        assertThat(during(() -> postRegistration(user, body).then().statusCode(200))).isEqualTo(2);
    }

    @Test
    void shouldListRenameAndDeleteWithOneEach() {
        UUID id = registered(user, authenticator());
        String bearer = "Bearer " + user.token();
        String path = "/auth/v1/passkeys";

        assertThat(
                        during(
                                () ->
                                        given().header("Authorization", bearer)
                                                .get(path)
                                                .then()
                                                .statusCode(200)))
                .isEqualTo(1);
        assertThat(
                        during(
                                () ->
                                        given().header("Authorization", bearer)
                                                .body("{\"friendly_name\":\"a\"}")
                                                .patch(path + "/" + id)
                                                .then()
                                                .statusCode(200)))
                .isEqualTo(1);
        assertThat(
                        during(
                                () ->
                                        given().header("Authorization", bearer)
                                                .delete(path + "/" + id)
                                                .then()
                                                .statusCode(204)))
                .isEqualTo(1);
    }

    @Test
    void shouldRefuseBadCallsWithoutAskingTheDatabase() {
        assertThat(
                        during(
                                () -> {
                                    given().body("{}").post(Ceremonies.AUTHENTICATE);
                                    given().get("/auth/v1/passkeys");
                                }))
                .isZero();
    }

    private static long during(Runnable call) {
        Database.query("SELECT pg_stat_statements_reset()");
        call.run();
        return Database.count(
                """
                SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
                WHERE userid = (SELECT oid FROM pg_roles WHERE rolname = current_database())
                    AND toplevel
                    AND query !~* '^(begin|commit|rollback|set|listen|discard|show)'
                    AND query !~ 'pg_try_advisory_lock|sent_at|pg_notify|select 1'
                    AND query !~* 'flyway'
                """);
    }
}
