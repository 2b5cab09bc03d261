package dev.postern.session.session;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;

import dev.postern.session.SessionServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LogoutTest extends SessionServiceTest {

    @Test
    void testLogoutSuccess() {
        String email = newEmail();
        Response one = signUp(email);
        Response two = signIn(email, PASSWORD);

        as(one).post("/auth/v1/logout").then().statusCode(204).body(emptyString());

        assertEnded(one);
        assertEnded(two);
        assertThat(
                        database.list(
                                "SELECT payload ->> 'log_type' FROM auth.audit_log_entries"
                                        + " WHERE payload ->> 'actor_id' = ?"
                                        + " AND payload ->> 'action' = 'logout'",
                                userId(one)))
                .containsExactly("account");
    }

    @Test
    void shouldEndOnlyThisSession() {
        String email = newEmail();
        Response one = signUp(email);
        Response two = signIn(email, PASSWORD);

        as(one).post("/auth/v1/logout?scope=local").then().statusCode(204);

        assertEnded(one);
        as(two).get("/auth/v1/user").then().statusCode(200);
    }

    @Test
    void shouldEndAllOtherSessions() {
        String email = newEmail();
        Response one = signUp(email);
        Response two = signIn(email, PASSWORD);

        as(one).post("/auth/v1/logout?scope=others").then().statusCode(204);

        as(one).get("/auth/v1/user").then().statusCode(200);
        assertEnded(two);
    }

    @Test
    void shouldNotEndSessionsOfSomebodyElse() {
        Response stranger = signUp(newEmail());

        as(signUp(newEmail())).post("/auth/v1/logout").then().statusCode(204);

        as(stranger).get("/auth/v1/user").then().statusCode(200);
    }

    @Test
    void shouldRefuseUnknownScope() {
        assertRefused(
                as(signUp(newEmail())).post("/auth/v1/logout?scope=x"),
                400,
                "validation_failed",
                "Unsupported logout scope \"x\"");
    }

    private static void assertEnded(Response session) {
        assertRefused(
                as(session).get("/auth/v1/user"),
                403,
                "session_not_found",
                "Session from session_id claim in JWT does not exist");
    }
}
