package dev.postern.session.signup;

import static dev.postern.session.Refusals.assertRefused;
import static dev.postern.session.Refusals.assertRefusedToOldClient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.session.SessionServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class SignUpTest extends SessionServiceTest {

    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z";

    @Test
    void shouldAnswerWithSessionWhereAddressesCountAsConfirmed() throws Exception {
        String email = newEmail();

        Response answer =
                client().body(
                                body(
                                        "email",
                                        email,
                                        "password",
                                        PASSWORD,
                                        "data",
                                        body("name", "Ada"),
                                        "gotrue_meta_security",
                                        body(),
                                        "code_challenge",
                                        null,
                                        "code_challenge_method",
                                        null))
                        .post("/auth/v1/signup");

        answer.then()
                .statusCode(200)
                .header("Content-Type", containsString("application/json"))
                .header("sb-auth-user-id", equalTo(userId(answer)))
                .header("sb-auth-session-id", notNullValue())
                .header("sb-auth-refresh-token-counter", "0")
                .body("token_type", equalTo("bearer"))
                .body("expires_in", equalTo(3600))
                .body("user.email", equalTo(email))
                .body("user.role", equalTo("authenticated"))
                .body("user.app_metadata.provider", equalTo("email"))
                .body("user.app_metadata.providers", contains("email"))
                .body("user.user_metadata.name", equalTo("Ada"))
                .body("user.user_metadata.sub", equalTo(userId(answer)))
                .body("user.user_metadata.email_verified", equalTo(true))
                .body("user.user_metadata.phone_verified", equalTo(false))
                .body("user.identities", hasSize(1))
                .body("user.identities[0].provider", equalTo("email"))
                .body("user.identities[0].id", equalTo(userId(answer)))
                .body("user.identities[0].identity_data.email_verified", equalTo(true))
                .body("user.email_confirmed_at", matchesPattern(TIME))
                .body("user.created_at", matchesPattern(TIME));
        assertThat(keys(JSON.readTree(answer.asString())))
                .containsExactly(
                        "access_token",
                        "token_type",
                        "expires_in",
                        "expires_at",
                        "refresh_token",
                        "user");
        assertThat(keys(JSON.readTree(answer.asString()).path("user")))
                .containsExactly(
                        "id",
                        "aud",
                        "role",
                        "email",
                        "email_confirmed_at",
                        "phone",
                        "confirmed_at",
                        "last_sign_in_at",
                        "app_metadata",
                        "user_metadata",
                        "identities",
                        "created_at",
                        "updated_at",
                        "is_anonymous");
    }

    @Test
    void shouldSignTokenWithClaimsOfTheContract() {
        String email = newEmail();

        Response answer = signUp(email);

        JsonNode claims = claims(answer);
        assertThat(keys(claims))
                .containsExactly(
                        "iss",
                        "sub",
                        "aud",
                        "exp",
                        "iat",
                        "email",
                        "phone",
                        "app_metadata",
                        "user_metadata",
                        "role",
                        "aal",
                        "amr",
                        "session_id",
                        "is_anonymous");
        assertThat(claims.path("iss").asText()).isEqualTo("http://localhost:8000/auth/v1");
        assertThat(claims.path("aud").isTextual()).isTrue();
        assertThat(claims.path("aud").asText()).isEqualTo("authenticated");
        assertThat(claims.path("aal").asText()).isEqualTo("aal1");
        assertThat(claims.path("amr").get(0).path("method").asText()).isEqualTo("password");
        assertThat(claims.path("amr").get(0).path("timestamp").isIntegralNumber()).isTrue();
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(3600);
        assertThat(part(answer, 0).path("alg").asText()).isEqualTo("ES256");
        assertThat(part(answer, 0).path("typ").asText()).isEqualTo("JWT");
        assertThat(part(answer, 0).path("kid").asText()).isNotEmpty();
    }

    @Test
    void shouldKeepAddressInLowerCase() {
        String email = newEmail();

        Response answer = signUp("  " + email.toUpperCase(Locale.ROOT) + " ");

        answer.then().statusCode(200).body("user.email", equalTo(email));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        body("email", "a@example.org"),
                        400,
                        "validation_failed",
                        "Signup requires a valid password"),
                Arguments.of(
                        body("email", "a@example.org", "password", ""),
                        400,
                        "validation_failed",
                        "Signup requires a valid password"),
                Arguments.of(
                        body("email", "a@example.org", "password", "12345"),
                        422,
                        "weak_password",
                        "Password should be at least 6 characters."),
                Arguments.of(
                        body("email", "a@example.org", "password", "x".repeat(73)),
                        400,
                        "validation_failed",
                        "Password cannot be longer than 72 characters"),
                Arguments.of(
                        body("email", "a@example.org", "password", "ü".repeat(37)),
                        400,
                        "validation_failed",
                        "Password cannot be longer than 72 characters"),
                Arguments.of(
                        body(
                                "email",
                                "a@example.org",
                                "phone",
                                "+4915112345678",
                                "password",
                                PASSWORD),
                        400,
                        "validation_failed",
                        "Only an email address or phone number should be provided on signup."),
                Arguments.of(
                        body("phone", "+4915112345678", "password", PASSWORD),
                        400,
                        "phone_provider_disabled",
                        "Phone signups are disabled"),
                Arguments.of(
                        body("email", "not-an-address", "password", PASSWORD),
                        400,
                        "validation_failed",
                        "Unable to validate email address: invalid format"),
                Arguments.of(
                        body("email", "a@example.org\r\nBcc: b@example.org", "password", PASSWORD),
                        400,
                        "validation_failed",
                        "Unable to validate email address: invalid format"),
                Arguments.of(
                        body("email", "x".repeat(250) + "@example.org", "password", PASSWORD),
                        400,
                        "validation_failed",
                        "Unable to validate email address: invalid format"),
                Arguments.of(
                        body(),
                        422,
                        "anonymous_provider_disabled",
                        "Anonymous sign-ins are disabled"),
                Arguments.of(
                        body("data", body("a", 1)),
                        422,
                        "anonymous_provider_disabled",
                        "Anonymous sign-ins are disabled"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void shouldRefuseInBothEnvelopes(
            Map<String, Object> body, int status, String code, String message) {
        assertRefused(client().body(body).post("/auth/v1/signup"), status, code, message);
        assertRefusedToOldClient(
                oldClient().body(body).post("/auth/v1/signup"), status, code, message);
    }

    @Test
    void shouldNameReasonsOfWeakPassword() {
        signUp(newEmail(), "12345").then().body("weak_password.reasons", contains("length"));
    }

    @Test
    void shouldRefuseAddressThatIsTakenWhereSignUpsAreConfirmedAtOnce() {
        String email = newEmail();
        signUp(email).then().statusCode(200);

        Response again = signUp(email, "another password");

        assertRefused(again, 422, "user_already_exists", "User already registered");
    }

    @Test
    void shouldNotOpenAnUnconfirmedAccountToWhoeverRepeatsItsSignUp() {
        String email = newEmail();
        signUp(email).then().statusCode(200);
        database.change("UPDATE auth.users SET email_confirmed_at = NULL WHERE email = ?", email);

        Response again =
                client().body(body("email", email, "password", "another password 7"))
                        .post("/auth/v1/signup");

        assertRefused(again, 422, "user_already_exists", "User already registered");
        assertThat(
                        database.list(
                                "SELECT id FROM auth.users WHERE email = ? AND email_confirmed_at"
                                        + " IS NULL",
                                email))
                .hasSize(1);
    }

    @Test
    void shouldCreateOneUserWhenSignUpsRace() {
        String email = newEmail();

        List<Response> answers =
                IntStream.range(0, 8)
                        .mapToObj(i -> CompletableFuture.supplyAsync(() -> signUp(email)))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(answers).filteredOn(a -> a.statusCode() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(a -> a.statusCode() != 200)
                .allSatisfy(
                        a ->
                                assertThat(a.path("code").toString())
                                        .isEqualTo("user_already_exists"));
        assertThat(database.list("SELECT id FROM auth.users WHERE email = ?", email)).hasSize(1);
    }

    @Test
    void shouldLimitMetadataAndSaySo() {
        Map<String, Object> thousand = new HashMap<>();
        IntStream.range(0, 1000).forEach(i -> thousand.put("claim" + i, "value" + i));

        Response answer =
                client().body(body("email", newEmail(), "password", PASSWORD, "data", thousand))
                        .post("/auth/v1/signup");

        answer.then()
                .statusCode(400)
                .body("code", equalTo("validation_failed"))
                .body("message", containsString("limited to 8192 bytes"));
    }

    @ParameterizedTest
    @MethodSource("unstorableData")
    void shouldRefuseMetadataThatCannotBeKept(String data) {
        Response answer =
                client().body(
                                "{\"email\":\"%s\",\"password\":\"%s\",\"data\":%s}"
                                        .formatted(newEmail(), PASSWORD, data))
                        .post("/auth/v1/signup");

        answer.then().statusCode(400).body("code", equalTo("validation_failed"));
    }

    static Stream<String> unstorableData() {
        return Stream.of(
                "{\"a\":\"\\u0000\"}",
                "{\"\\u0000\":1}",
                "{\"a\":[{\"b\":\"x\\u0000\"}]}",
                "{\"a\":1e999}",
                "[1]",
                "\"text\"");
    }

    static Stream<byte[]> malformedBodies() {
        return Stream.of(
                new byte[0],
                "{".getBytes(StandardCharsets.UTF_8),
                "[]".getBytes(StandardCharsets.UTF_8),
                "null".getBytes(StandardCharsets.UTF_8),
                "{\"email\":1,\"password\":\"x\"}".getBytes(StandardCharsets.UTF_8),
                "{\"email\":\"a\",\"email\":\"b\"}".getBytes(StandardCharsets.UTF_8),
                new byte[] {'{', '"', 'e', '"', ':', '"', (byte) 0xc3, (byte) 0x28, '"', '}'});
    }

    @ParameterizedTest
    @MethodSource("malformedBodies")
    void shouldRefuseWhatIsNotJson(byte[] body) {
        client().body(body)
                .post("/auth/v1/signup")
                .then()
                .statusCode(400)
                .body("code", equalTo("bad_json"))
                .body("message", containsString("Could not parse request body as JSON: "));
    }

    @Test
    void shouldReadJsonUnderAnyContentTypeAndAtATrailingSlash() {
        String body = "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(newEmail(), PASSWORD);

        client().contentType("text/plain")
                .body(body)
                .post("/auth/v1/signup/")
                .then()
                .statusCode(200);
    }

    @Test
    void shouldRefuseBodyOverOneMebibyte() {
        assertRefused(
                client().body(body("email", "a@example.org", "password", "x".repeat(1_100_000)))
                        .post("/auth/v1/signup"),
                413,
                "request_entity_too_large",
                "Request body too large (max 1048576 bytes)");
    }

    @Test
    void shouldAuditSignUpAndLogin() {
        Response answer = signUp(newEmail());

        assertThat(
                        database.list(
                                "SELECT payload ->> 'action' FROM auth.audit_log_entries"
                                        + " WHERE payload ->> 'actor_id' = ?",
                                userId(answer)))
                .containsExactlyInAnyOrder("user_signedup", "login");
    }

    private static List<String> keys(JsonNode json) {
        List<String> keys = new ArrayList<>();
        json.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
