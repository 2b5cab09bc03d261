package dev.postern.session.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.postern.session.settings.Settings;
import dev.postern.testkit.PosternTestResource;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AuthConfigTest extends AdminTest {

    private static final String CONFIG = "/v1/projects/default/config/auth";

    @Inject Settings settings;

    TestBus bus;

    @AfterEach
    void forgetOverrides() throws Throwable {
        database.change("DELETE FROM auth.project_settings");
        VertxContextSupport.subscribeAndAwait(settings::reread);
    }

    @Test
    void shouldShowEverySettingButSecrets() {
        Response shown = management().get(CONFIG);

        shown.then()
                .statusCode(200)
                .body("passkey_enabled", equalTo(true))
                .body("webauthn_rp_id", equalTo("localhost"))
                .body("webauthn_rp_display_name", equalTo("Postern"))
                .body("webauthn_rp_origins", equalTo("http://localhost:8000"))
                .body("site_url", equalTo("http://localhost:8000"))
                .body("jwt_exp", equalTo(3600))
                .body("security_refresh_token_reuse_interval", equalTo(10))
                .body("mailer_otp_length", equalTo(6));
        assertThat(shown.asString()).doesNotContain("secret", "sb_");
    }

    @Test
    void shouldChangeWhatIsNamedAtOnceAndNothingElse() {
        Response changed =
                patch("disable_signup", true, "password_min_length", 10, "unknown_name", 1);

        changed.then()
                .statusCode(200)
                .header("Warning", nullValue())
                .body("disable_signup", equalTo(true))
                .body("password_min_length", equalTo(10))
                .body("site_url", equalTo("http://localhost:8000"))
                .body("$", not(hasKey("unknown_name")));
        client().get("/auth/v1/settings").then().body("disable_signup", equalTo(true));
        signUp(newEmail()).then().statusCode(422).body("code", equalTo("signup_disabled"));
        assertThat(database.one("SELECT overrides FROM auth.project_settings"))
                .doesNotContain("unknown_name", "site_url");
    }

    @Test
    void shouldTellOtherServices() {
        patch("webauthn_rp_display_name", "Renamed by patch").then().statusCode(200);

        await().until(
                        () ->
                                bus.events("postern.settings.v1").stream()
                                        .anyMatch(e -> e.value().contains("Renamed by patch")));
    }

    @Test
    void shouldGoBackToTheEnvironmentOnNull() {
        patch("webauthn_rp_display_name", "Renamed").then().statusCode(200);

        patch("webauthn_rp_display_name", null)
                .then()
                .statusCode(200)
                .body("webauthn_rp_display_name", equalTo("Postern"));
    }

    @Test
    void shouldWarnWhenTheRelyingPartyIdChanges() {
        patch("webauthn_rp_id", " Example.COM ", "webauthn_rp_origins", "https://example.com")
                .then()
                .statusCode(200)
                .header("Warning", containsString("no passkey registered before can be used"))
                .body("webauthn_rp_id", equalTo("example.com"));
    }

    @Test
    void shouldKeepAndroidOriginsVerbatim() {
        String origins = "http://localhost:8000,android:apk-key-hash:" + "Ab_-".repeat(10) + "xyz";

        patch("webauthn_rp_origins", origins).then().statusCode(200);

        management().get(CONFIG).then().body("webauthn_rp_origins", equalTo(origins));
        assertThat(settings.current().relyingParty().origins()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "webauthn_rp_display_name||Relying Party Display Name is required when Passkey is"
                        + " enabled",
                "webauthn_rp_origins||At least one origin is required",
                "webauthn_rp_origins|http://app.example.com|\"http://app.example.com\" must use"
                        + " HTTPS unless it is a localhost origin",
                "webauthn_rp_origins|https://x.example.org|\"https://x.example.org\" is not"
                        + " compatible with Relying Party ID \"localhost\". The origin's hostname"
                        + " must match or be a subdomain of the RP ID.",
                "webauthn_rp_origins|https://localhost/a|\"https://localhost/a\" must be a plain"
                        + " origin without path, query, or fragment (e.g. \"https://host\")",
                "webauthn_rp_origins|nothing|\"nothing\" is not a valid URL",
                "site_url|not a url|site_url is 'not a url'; give an absolute http or https URL"
                        + " such as https://example.com.",
                "passkey_user_verification|always|passkey_user_verification must be one of"
                        + " required, preferred, discouraged"
            })
    void shouldRefuseTextThatBreaksARule(String field, String value, String message) {
        assertManagementRefused(patch(field, value == null ? "" : value), 400, message);

        management().get(CONFIG).then().body("webauthn_rp_id", equalTo("localhost"));
        assertThat(database.list("SELECT 1 FROM auth.project_settings")).isEmpty();
    }

    @Test
    void shouldRefuseMoreThanFiveOrigins() {
        assertManagementRefused(
                patch(
                        "webauthn_rp_origins",
                        "http://localhost:1,http://localhost:2,http://localhost:3,"
                                + "http://localhost:4,http://localhost:5,http://localhost:6"),
                400,
                "A maximum of 5 origins is allowed");
    }

    @Test
    void shouldTakeAnyRelyingPartyWhilePasskeysAreOff() {
        patch("passkey_enabled", false, "webauthn_rp_origins", "").then().statusCode(200);

        client().get("/auth/v1/settings").then().body("passkeys_enabled", equalTo(false));
        assertManagementRefused(
                patch("passkey_enabled", true), 400, "At least one origin is required");
    }

    @Test
    void shouldRefuseValuesOfAnotherTypeOrSize() {
        assertManagementRefused(
                patch("disable_signup", "yes"), 400, "disable_signup must be true or false");
        assertManagementRefused(
                patch("mailer_otp_length", 5),
                400,
                "mailer_otp_length must be a whole number between 6 and 10");
        assertManagementRefused(
                patch("jwt_exp", 3600.5),
                400,
                "jwt_exp must be a whole number between 1 and 604800");
        assertManagementRefused(
                patch("jwt_exp", 60), 400, "jwt_exp is 60; give a life of more than 120 seconds.");
        assertManagementRefused(
                patch("rate_limit_otp", 0),
                400,
                "rate_limit_otp must be a whole number between 1 and 1000000");
        assertManagementRefused(
                patch("sessions_timebox", Long.MAX_VALUE),
                400,
                "sessions_timebox must be a whole number between 0 and 315360000");
        assertManagementRefused(
                patch("site_url", 1),
                400,
                "site_url must be a text of at most 10000 characters without control characters");
        assertManagementRefused(
                patch("webauthn_rp_display_name", "a\u0000b"),
                400,
                "webauthn_rp_display_name must be a text of at most 10000 characters without"
                        + " control characters");
        assertManagementRefused(
                patch("external_phone_enabled", true),
                400,
                "external_phone_enabled must be false: there is no SMS provider");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "{\"jwt_exp\":3600,\"jwt_exp\":3601}"})
    void shouldRefuseBodyThatIsNoJson(String body) {
        management()
                .body(body)
                .patch(CONFIG)
                .then()
                .statusCode(400)
                .body("$", aMapWithSize(1))
                .body("message", containsString("Could not parse request body as JSON"));
    }

    @Test
    void shouldRefuseBodyThatIsNoObject() {
        assertManagementRefused(
                management().body("[]").patch(CONFIG), 400, "The settings must be a JSON object");
    }

    @Test
    void shouldServeAdministratorsAlone() {
        assertManagementRefused(
                given().get(CONFIG), 401, "This endpoint requires a valid Bearer token");
        assertManagementRefused(client().get(CONFIG), 403, "User not allowed");
        assertManagementRefused(
                as(signUp(newEmail())).body(body()).patch(CONFIG), 403, "User not allowed");
        assertManagementRefused(
                management().get("/v1/projects/a.b/config/auth"), 404, "Path not found");
    }

    @Test
    void shouldLoseNothingWhenManyChangeSettings() {
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("password_min_length", 11);
        wanted.put("mailer_otp_length", 9);
        wanted.put("jwt_exp", 1800);
        wanted.put("smtp_max_frequency", 7);
        wanted.put("rate_limit_verify", 77);
        wanted.put("uri_allow_list", "https://a.example.com/**");

        wanted.entrySet().parallelStream()
                .forEach(e -> patch(e.getKey(), e.getValue()).then().statusCode(200));

        Response shown = management().get(CONFIG);
        wanted.forEach((name, value) -> shown.then().body(name, equalTo(value)));
    }

    @Test
    void shouldTellWhoChangedWhat() {
        patch("password_min_length", 12, "jwt_exp", null).then().statusCode(200);

        Response entries = admin().get("/auth/v1/admin/audit?query=action:settings&per_page=1");

        entries.then()
                .body("[0].payload.action", equalTo("project_settings_modified"))
                .body("[0].payload.actor_username", equalTo("service_role"))
                .body(
                        "[0].payload.traits.settings",
                        equalTo(List.of("jwt_exp", "password_min_length")));
    }

    private static RequestSpecification management() {
        return given().contentType("application/json")
                .header("Authorization", "Bearer " + PosternTestResource.SECRET_KEY);
    }

    private static Response patch(Object... fields) {
        return management().body(body(fields)).patch(CONFIG);
    }

    private static void assertManagementRefused(Response answer, int status, String message) {
        answer.then()
                .statusCode(status)
                .body("$", aMapWithSize(1))
                .body("message", equalTo(message));
    }
}
