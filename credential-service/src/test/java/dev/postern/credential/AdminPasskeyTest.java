package dev.postern.credential;

import static dev.postern.credential.Ceremonies.authenticator;
import static dev.postern.credential.Ceremonies.refused;
import static dev.postern.credential.Ceremonies.registered;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.postern.testkit.PosternTestResource;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdminPasskeyTest {

    TestBus bus;
    TestUser user;

    @BeforeEach
    void newUser() {
        FakePeers.reset();
        user = TestUser.confirmed();
    }

    @Test
    @DisplayName("TestAdminPasskeyListEmpty")
    void shouldListNothingAsAnEmptyArray() {
        assertThat(admin().get(passkeys(user)).asString()).isEqualTo("[]");
    }

    @Test
    @DisplayName("TestAdminPasskeyListWithPasskeys")
    void shouldListThePasskeysOfAnyUser() {
        UUID id = registered(user, authenticator());

        admin().get(passkeys(user) + "/")
                .then()
                .statusCode(200)
                .body("$", hasSize(1))
                .body("[0]", aMapWithSize(7))
                .body("[0].id", is(id.toString()));
    }

    @Test
    @DisplayName("TestAdminPasskeyListUserNotFound")
    void shouldNotFindAnUnknownUser() {
        user.deleted();

        refused(admin().get(passkeys(user)), 404, "user_not_found", "User not found");
        refused(admin().delete(passkeys(user) + "/42"), 404, "user_not_found", "User not found");
    }

    @Test
    void shouldRefuseAUserIdThatIsNoUuid() {
        refused(
                admin().get("/auth/v1/admin/users/42/passkeys"),
                404,
                "validation_failed",
                "user_id must be an UUID");
        refused(
                admin().delete("/auth/v1/admin/users/42/passkeys/42"),
                404,
                "validation_failed",
                "user_id must be an UUID");
    }

    @Test
    @DisplayName("TestAdminPasskeyDelete")
    void shouldDeleteAnyUsersPasskeyAndNameTheAdministratorInTheEvent() {
        UUID id = registered(user, authenticator());

        Response response = admin().delete(passkeys(user) + "/" + id);

        response.then().statusCode(204);
        assertThat(response.asByteArray()).isEmpty();
        assertThat(
                        Database.row(
                                        "SELECT payload -> 'actor' AS actor FROM auth.outbox WHERE"
                                                + " aggregate_id = ? AND type LIKE '%deleted' ORDER BY"
                                                + " position LIMIT 1",
                                        id.toString())
                                .get("actor"))
                .hasToString("{\"id\": null, \"role\": \"service_role\"}");
    }

    @Test
    @DisplayName("TestAdminPasskeyDeleteNotFound, …DeleteWrongUser")
    void shouldNotFindWhatIsNotThatUsers() {
        UUID others = registered(TestUser.confirmed(), authenticator());

        notFound(admin().delete(passkeys(user) + "/" + others));
        notFound(admin().delete(passkeys(user) + "/" + UUID.randomUUID()));
        notFound(admin().delete(passkeys(user) + "/42"));
        assertThat(
                        Database.count(
                                "SELECT count(*) FROM auth.webauthn_credentials WHERE id = ?",
                                others))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("TestAdminPasskeyListNonAdminForbidden, …DeleteNonAdminForbidden")
    void shouldRefuseWhoeverIsNoAdministrator() {
        for (String bearer : new String[] {user.token(), PosternTestResource.PUBLISHABLE_KEY}) {
            refused(bearer(bearer).get(passkeys(user)), 403, "not_admin", "User not allowed");
            refused(
                    bearer(bearer).delete(passkeys(user) + "/42"),
                    403,
                    "not_admin",
                    "User not allowed");
        }
    }

    @Test
    @DisplayName("TestAdminPasskeyListUnauthenticated, …DeleteUnauthenticated")
    void shouldDemandABearer() {
        refused(
                given().get(passkeys(user)),
                401,
                "no_authorization",
                "This endpoint requires a valid Bearer token");
        refused(
                given().delete(passkeys(user) + "/42"),
                401,
                "no_authorization",
                "This endpoint requires a valid Bearer token");
    }

    @Test
    void shouldTakeAnAdminRoleTokenAndTheSecretKeyInEitherHeader() {
        Map<String, Object> claims = new HashMap<>(user.claims());
        claims.remove("sub");
        claims.remove("session_id");
        claims.put("role", "supabase_admin");

        bearer(FakePeers.token(claims)).get(passkeys(user)).then().statusCode(200);
        given().header("apikey", PosternTestResource.SECRET_KEY)
                .get(passkeys(user))
                .then()
                .statusCode(200);
    }

    @Test
    void shouldAnswerWithPasskeysOff() {
        UUID id = registered(user, authenticator());

        try (SettingsChange off = SettingsChange.passkeysOff(bus)) {
            admin().get(passkeys(user)).then().statusCode(200).body("$", hasSize(1));
            admin().delete(passkeys(user) + "/" + id).then().statusCode(204);
        }
    }

    private static String passkeys(TestUser user) {
        return "/auth/v1/admin/users/" + user.id + "/passkeys";
    }

    private static RequestSpecification admin() {
        return bearer(PosternTestResource.SECRET_KEY);
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token)
                .header(
                        "apikey",
                        token.startsWith("sb_") ? token : PosternTestResource.PUBLISHABLE_KEY);
    }

    private static void notFound(Response response) {
        refused(response, 404, "validation_failed", "Passkey not found");
    }
}
