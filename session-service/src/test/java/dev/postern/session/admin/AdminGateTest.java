package dev.postern.session.admin;

import static dev.postern.session.Refusals.assertRefused;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.postern.testkit.PosternTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class AdminGateTest extends AdminTest {

    @ParameterizedTest
    @CsvSource({
        "GET,/auth/v1/admin/users",
        "POST,/auth/v1/admin/users",
        "GET,/auth/v1/admin/users/0",
        "PUT,/auth/v1/admin/users/0",
        "DELETE,/auth/v1/admin/users/0",
        "DELETE,/auth/v1/admin/users/0/sessions",
        "GET,/auth/v1/admin/audit"
    })
    void shouldServeAdministratorsAlone(String method, String path) {
        Response user = signUp(newEmail());

        assertRefused(
                unknown().request(method, path),
                401,
                "no_authorization",
                "This endpoint requires a valid Bearer token");
        assertRefused(client().request(method, path), 403, "not_admin", "User not allowed");
        assertRefused(as(user).request(method, path), 403, "not_admin", "User not allowed");
        unknown()
                .header("apikey", PosternTestResource.SECRET_KEY + "x")
                .request(method, path)
                .then()
                .statusCode(403)
                .body("code", equalTo("bad_jwt"))
                .body("message", startsWith("invalid JWT: unable to parse or verify signature, "));
    }

    @Test
    void shouldTakeSecretKeyInEitherHeader() {
        unknown()
                .header("apikey", PosternTestResource.SECRET_KEY)
                .get(USERS)
                .then()
                .statusCode(200);
        unknown()
                .header("Authorization", "Bearer " + PosternTestResource.SECRET_KEY)
                .get(USERS)
                .then()
                .statusCode(200);
    }

    @Test
    void shouldLetUserWithAdminRoleActUntilTheSessionEnds() {
        String email = newEmail();
        String id = newUser(email);
        update(id, "role", "service_role").then().statusCode(200);
        Response session = signIn(email, PASSWORD);
        as(session).get(USERS).then().statusCode(200);

        as(session).post("/auth/v1/logout").then().statusCode(204);

        assertRefused(as(session).get(USERS), 403, "session_expired", "Session is no longer valid");
    }

    @Test
    void shouldRefuseAdministratorWhoIsGoneOrBanned() {
        String email = newEmail();
        String id = newUser(email);
        update(id, "role", "supabase_admin").then().statusCode(200);
        Response session = signIn(email, PASSWORD);
        update(id, "ban_duration", "1h").then().statusCode(200);
        assertRefused(as(session).get(USERS), 403, "user_banned", "User is banned");

        admin().delete(USERS + "/" + id).then().statusCode(200);

        assertRefused(as(session).get(USERS), 403, "session_expired", "Session is no longer valid");
    }

    @Test
    void shouldNameTheUserWhoActsAsAdministrator() {
        String email = newEmail();
        String id = newUser(email);
        update(id, "role", "service_role").then().statusCode(200);
        Response session = signIn(email, PASSWORD);

        String made = as(session).body(body("email", newEmail())).post(USERS).path("id").toString();

        String actor =
                database.one(
                        "SELECT payload ->> 'actor_username' FROM auth.audit_log_entries"
                                + " WHERE payload -> 'traits' ->> 'user_id' = ?",
                        UUID.fromString(made).toString());
        org.assertj.core.api.Assertions.assertThat(actor).isEqualTo(email);
    }

    private static RequestSpecification unknown() {
        return given().header("X-Supabase-Api-Version", "2024-01-01")
                .contentType("application/json");
    }
}
