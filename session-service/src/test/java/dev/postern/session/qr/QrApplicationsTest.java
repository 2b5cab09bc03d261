package dev.postern.session.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;

import dev.postern.session.SessionServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class QrApplicationsTest extends SessionServiceTest {

    private static final String PATH = "/auth/v1/admin/qr/applications";

    @Test
    void shouldAddAnApplicationAndPublishItWithTheSettings() {
        String id = newId();

        ValidatableResponse created = create(shop(id)).statusCode(201);

        created.body("id", equalTo(id))
                .body("name", equalTo("Shop"))
                .body("environment", equalTo("prod"))
                .body("app_keys", hasSize(1))
                .body("app_keys[0]", matchesPattern("qr_app_[A-Za-z0-9_-]{32}"))
                .body("allowed_origins", contains("https://shop.example.com"))
                .body("link_base", equalTo("https://l.shop.example.com/"))
                .body("require_key_commitment", equalTo(true))
                .body("mobile_auth", equalTo("required"))
                .body("compat_keyri", equalTo(false));
        assertThat(published()).contains(id);
        admin().get(PATH + "/" + id).then().statusCode(200).body("id", equalTo(id));
        admin().get(PATH).then().statusCode(200).body("applications.id", hasItem(id));
    }

    @Test
    void shouldMakeAnIdWhenNoneIsSent() {
        Map<String, Object> shop = shop(null);
        shop.remove("id");

        create(shop).statusCode(201).body("id", matchesPattern("app_[0-9a-f]{12}"));
    }

    @Test
    void shouldRefuseAnIdThatIsTaken() {
        String id = newId();
        create(shop(id)).statusCode(201);

        refused(create(shop(id)), 409, "qr_application_exists");
    }

    @Test
    void shouldChangeOnlyWhatIsSent() {
        String id = newId();
        String key = create(shop(id)).extract().path("app_keys[0]");

        admin().body(Map.of("name", "Market", "risk_policy", Map.of("new_browser", "warn")))
                .patch(PATH + "/" + id)
                .then()
                .statusCode(200)
                .body("name", equalTo("Market"))
                .body("risk_policy.new_browser", equalTo("warn"))
                .body("app_keys", contains(key))
                .body("allowed_origins", contains("https://shop.example.com"));
        assertThat(published()).contains("Market");
    }

    @Test
    void shouldRotateKeysWithoutAGap() {
        String id = newId();
        String old = create(shop(id)).extract().path("app_keys[0]");

        List<String> both =
                admin().post(PATH + "/" + id + "/keys")
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("app_keys");
        assertThat(both).hasSize(2).endsWith(old);
        admin().delete(PATH + "/" + id + "/keys/" + old)
                .then()
                .statusCode(200)
                .body("app_keys", contains(both.get(0)));

        refused(
                admin().delete(PATH + "/" + id + "/keys/" + both.get(0)).then(),
                400,
                "validation_failed");
        refused(
                admin().delete(PATH + "/" + id + "/keys/" + old).then(),
                404,
                "qr_application_not_found");
    }

    @Test
    void shouldHoldAtMostFourKeys() {
        String id = newId();
        create(shop(id));
        for (int i = 0; i < 3; i++) {
            admin().post(PATH + "/" + id + "/keys").then().statusCode(200);
        }

        refused(admin().post(PATH + "/" + id + "/keys").then(), 400, "validation_failed");
    }

    @Test
    void shouldRemoveAnApplicationAndPublishThat() {
        String id = newId();
        create(shop(id));

        admin().delete(PATH + "/" + id).then().statusCode(204);

        assertThat(published()).doesNotContain(id);
        for (ValidatableResponse gone :
                List.of(
                        admin().get(PATH + "/" + id).then(),
                        admin().body(Map.of()).patch(PATH + "/" + id).then(),
                        admin().delete(PATH + "/" + id).then(),
                        admin().post(PATH + "/" + id + "/keys").then())) {
            refused(gone, 404, "qr_application_not_found");
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("id", "Not An Id"),
                Arguments.of("name", ""),
                Arguments.of("name", "x".repeat(65)),
                Arguments.of("name", "Shop\u0007"),
                Arguments.of("environment", "production"),
                Arguments.of("allowed_origins", List.of()),
                Arguments.of("allowed_origins", List.of("*")),
                Arguments.of("allowed_origins", List.of("https://*.example.com")),
                Arguments.of("allowed_origins", List.of("http://shop.example.com")),
                Arguments.of("allowed_origins", List.of("https://shop.example.com/")),
                Arguments.of("allowed_origins", List.of("https://shop.example.com:443")),
                Arguments.of("allowed_origins", List.of("https://Shop.example.com")),
                Arguments.of("allowed_origins", List.of("http://localhost:3000")),
                Arguments.of("link_base", "http://l.example.com/"),
                Arguments.of("link_base", "https://l.example.com/?a=1"),
                Arguments.of("link_base", "https://user@l.example.com/"),
                Arguments.of("link_base", "javascript:alert(1)"),
                Arguments.of("logo_url", "data:image/png;base64,AAAA"),
                Arguments.of("mobile_auth", "sometimes"),
                Arguments.of("compat_keyri", true),
                Arguments.of("risk_policy", Map.of("new_browser", "maybe")),
                Arguments.of("risk_policy", Map.of("moon_phase", "deny")),
                Arguments.of("timings", Map.of("rotate_ms", 10)),
                Arguments.of("timings", Map.of("rotate_ms", 90_000)),
                Arguments.of("ios", Map.of("team_id", "short", "bundle_id", "com.example.shop")),
                Arguments.of("android", Map.of("package_name", "com.example.shop")),
                Arguments.of(
                        "android",
                        Map.of(
                                "package_name",
                                "com.example.shop",
                                "sha256_cert_fingerprints",
                                List.of("AA:BB"))));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("wrong")
    void shouldRefuseWhatTheBridgeCouldNotTrust(String member, Object value) {
        Map<String, Object> shop = shop(newId());
        shop.put(member, value);

        refused(create(shop), 400, "validation_failed");
    }

    @Test
    void shouldAllowLocalhostInDevelopment() {
        Map<String, Object> shop = shop(newId());
        shop.put("environment", "dev");
        shop.put("allowed_origins", List.of("http://localhost:3000"));
        shop.put("link_base", "http://localhost:3000/phone");

        create(shop).statusCode(201);
    }

    @Test
    void shouldRefuseBodiesThatAreNoObjects() {
        refused(admin().body("[]").post(PATH).then(), 400, "bad_json");
        refused(admin().body("{\"name\":7}").post(PATH).then(), 400, "bad_json");
    }

    @Test
    void shouldServeAdministratorsOnly() {
        refused(client().get(PATH).then(), 403, "not_admin");
        refused(as(signUp(newEmail())).get(PATH).then(), 403, "not_admin");
        refused(oldClientWithVersion().get(PATH).then(), 401, "no_authorization");
    }

    private static RequestSpecification oldClientWithVersion() {
        return oldClient().header("X-Supabase-Api-Version", "2024-01-01");
    }

    private static ValidatableResponse create(Map<String, Object> application) {
        return admin().body(application).post(PATH).then();
    }

    private static Map<String, Object> shop(String id) {
        return body(
                "id",
                id,
                "name",
                "Shop",
                "allowed_origins",
                List.of("https://shop.example.com"),
                "link_base",
                "https://l.shop.example.com/");
    }

    private String published() {
        return database.one("SELECT data::text FROM auth.published_settings");
    }

    private static String newId() {
        return "app_" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static void refused(ValidatableResponse response, int status, String code) {
        response.statusCode(status).body("code", equalTo(code));
    }
}
