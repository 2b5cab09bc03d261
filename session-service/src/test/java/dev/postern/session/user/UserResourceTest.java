package dev.postern.session.user;

import static dev.postern.session.Refusals.assertRefused;
import static dev.postern.session.Refusals.assertRefusedToOldClient;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.postern.session.SessionServiceTest;
import dev.postern.testkit.PosternTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UserResourceTest extends SessionServiceTest {

    @Test
    void shouldShowSignedInUserWithoutSecrets() {
        Response session = signUp(newEmail());

        Response answer = as(session).get("/auth/v1/user/");

        answer.then().statusCode(200).body("id", equalTo(userId(session)));
        assertThat(answer.asString())
                .doesNotContain("password", "_token", "instance_id", "is_super_admin", "argon2");
    }

    @Test
    void testExtractBearerToken() {
        String message = "This endpoint requires a valid Bearer token";
        assertRefused(
                given().header("X-Supabase-Api-Version", "2024-01-01").get("/auth/v1/user"),
                401,
                "no_authorization",
                message);
        assertRefusedToOldClient(
                given().header("Authorization", "Basic abc").get("/auth/v1/user"),
                401,
                "no_authorization",
                message);
    }

    @Test
    void testMaybeLoadUserOrSession() {
        Response session = signUp(newEmail());
        assertRefused(
                client().get("/auth/v1/user"), 403, "bad_jwt", "invalid claim: missing sub claim");
        as("not-a-jwt")
                .get("/auth/v1/user")
                .then()
                .statusCode(403)
                .body("code", equalTo("bad_jwt"))
                .body("message", startsWith("invalid JWT: unable to parse or verify signature, "));
        as(session).post("/auth/v1/logout?scope=local").then().statusCode(204);
        assertRefused(
                as(session).get("/auth/v1/user"),
                403,
                "session_not_found",
                "Session from session_id claim in JWT does not exist");
        database.change("DELETE FROM auth.users WHERE id = ?", UUID.fromString(userId(session)));
        assertRefused(
                as(session).get("/auth/v1/user"),
                403,
                "user_not_found",
                "User from sub claim in JWT does not exist");
    }

    @Test
    void testRequireAuthenticationBannedUser() {
        Response session = signUp(newEmail());
        database.change(
                "UPDATE auth.users SET banned_until = now() + interval '1 hour' WHERE id = ?",
                UUID.fromString(userId(session)));

        assertRefused(as(session).get("/auth/v1/user"), 403, "user_banned", "User is banned");
    }

    @Test
    void shouldRefuseOtherAudience() {
        Response session = signUp(newEmail());

        assertRefused(
                as(session).header("X-JWT-AUD", "other").get("/auth/v1/user"),
                400,
                "validation_failed",
                "Token audience doesn't match request audience");
        as(session)
                .header("X-JWT-AUD", "authenticated")
                .get("/auth/v1/user")
                .then()
                .statusCode(200);
    }

    @Test
    void shouldMergeMetadataAndTakeAwayWhatIsNull() {
        Response session = signUp(newEmail());
        as(session).body(body("data", body("a", 1, "b", 2))).put("/auth/v1/user");

        Response answer =
                as(session)
                        .body(body("data", body("a", null, "b", 3, "c", List.of(1))))
                        .put("/auth/v1/user");

        answer.then()
                .statusCode(200)
                .body("user_metadata.a", nullValue())
                .body("user_metadata.b", equalTo(3))
                .body("user_metadata.c", equalTo(List.of(1)))
                .body("user_metadata.sub", equalTo(userId(session)));
    }

    @Test
    void shouldSignOutOtherSessionsWhenPasswordChanges() {
        String email = newEmail();
        Response other = signUp(email);
        Response session = signIn(email, PASSWORD);

        as(session)
                .body(body("password", "another password"))
                .put("/auth/v1/user")
                .then()
                .statusCode(200);

        as(session).get("/auth/v1/user").then().statusCode(200);
        assertRefused(
                as(other).get("/auth/v1/user"),
                403,
                "session_not_found",
                "Session from session_id claim in JWT does not exist");
        signIn(email, "another password").then().statusCode(200);
        signIn(email, PASSWORD).then().statusCode(400);
    }

    @Test
    void shouldRefuseSamePassword() {
        Response session = signUp(newEmail());

        assertRefused(
                as(session).body(body("password", PASSWORD)).put("/auth/v1/user"),
                422,
                "same_password",
                "New password should be different from the old password.");
    }

    @Test
    void shouldRefuseWeakAndOverlongPassword() {
        Response session = signUp(newEmail());

        assertRefused(
                as(session).body(body("password", "12345")).put("/auth/v1/user"),
                422,
                "weak_password",
                "Password should be at least 6 characters.");
        assertRefused(
                as(session).body(body("password", "x".repeat(73))).put("/auth/v1/user"),
                400,
                "validation_failed",
                "Password cannot be longer than 72 characters");
    }

    @Test
    void shouldRefuseWhatOnlyAnAdministratorMayChange() {
        Response session = signUp(newEmail());

        assertRefused(
                as(session).body(body("app_metadata", body("a", 1))).put("/auth/v1/user"),
                403,
                "not_admin",
                "Updating app_metadata requires admin privileges");
    }

    @Test
    void shouldRefusePhone() {
        Response session = signUp(newEmail());

        assertRefused(
                as(session).body(body("phone", "4915112345678")).put("/auth/v1/user"),
                400,
                "phone_provider_disabled",
                "Unsupported phone provider");
    }

    @Test
    void shouldRefuseCredentialsOfSsoUser() {
        Response session = signUp(newEmail());
        database.change(
                "UPDATE auth.users SET is_sso_user = true WHERE id = ?",
                UUID.fromString(userId(session)));

        assertRefused(
                as(session).body(body("password", "another password")).put("/auth/v1/user"),
                422,
                "user_sso_managed",
                "Updating email, phone, password of a SSO account only possible via SSO");
    }

    @Test
    void shouldDemandAal2OfUserWithSecondFactor() {
        Response session = signUp(newEmail());
        database.change(
                "INSERT INTO auth.mfa_factors (id, user_id, factor_type, status, created_at,"
                        + " updated_at, friendly_name, secret)"
                        + " VALUES (gen_random_uuid(), ?, 'totp', 'verified', now(), now(), 'x', 's')",
                UUID.fromString(userId(session)));

        assertRefused(
                as(session).body(body("password", "another password")).put("/auth/v1/user"),
                401,
                "insufficient_aal",
                "AAL2 session is required to update email or password when MFA is enabled.");
        Response user = as(session).get("/auth/v1/user");
        user.then().body("factors[0].factor_type", equalTo("totp"));
        assertThat(user.asString()).doesNotContain("secret");
    }

    @Test
    void shouldAskForAgreementToNewAddressEvenWhereSignUpsAreConfirmedAtOnce() {
        String email = newEmail();
        String wanted = newEmail();

        Response answer = as(signUp(email)).body(body("email", wanted)).put("/auth/v1/user");

        answer.then()
                .statusCode(200)
                .body("email", equalTo(email))
                .body("new_email", equalTo(wanted));
    }

    @Test
    void shouldGiveAnonymousUserAnAddressAtOnceWhereSignUpsAreConfirmedAtOnce() {
        Response session = signUp(newEmail());
        database.change(
                "UPDATE auth.users SET is_anonymous = true, email = null WHERE id = ?",
                UUID.fromString(userId(session)));
        String wanted = newEmail();

        as(session)
                .body(body("email", wanted))
                .put("/auth/v1/user")
                .then()
                .statusCode(200)
                .body("email", equalTo(wanted))
                .body("new_email", nullValue())
                .body("is_anonymous", equalTo(false))
                .body("user_metadata.email", equalTo(wanted))
                .body("identities[0].email", equalTo(wanted));
    }

    @Test
    void shouldRefuseAddressThatIsTaken() {
        String taken = newEmail();
        signUp(taken);
        Response session = signUp(newEmail());

        assertRefused(
                as(session).body(body("email", taken)).put("/auth/v1/user"),
                422,
                "email_exists",
                "A user with this email address has already been registered");
    }

    @Test
    void shouldRefuseAddressThatIsNone() {
        assertRefused(
                as(signUp(newEmail())).body(body("email", "nobody")).put("/auth/v1/user"),
                400,
                "validation_failed",
                "Unable to validate email address: invalid format");
    }

    @Test
    void shouldLetBrowsersCallFromAnywhere() {
        given().header("Origin", "https://app.example.com")
                .header("Access-Control-Request-Method", "PUT")
                .header(
                        "Access-Control-Request-Headers",
                        "apikey,authorization,content-type,x-client-info,x-supabase-api-version")
                .options("/auth/v1/user")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", "https://app.example.com");
    }

    @Test
    void shouldNotTakeProjectKeyForAUser() {
        assertRefused(
                given().header("X-Supabase-Api-Version", "2024-01-01")
                        .header("apikey", PosternTestResource.SECRET_KEY)
                        .body(Map.of())
                        .put("/auth/v1/user"),
                403,
                "bad_jwt",
                "invalid claim: missing sub claim");
    }
}
