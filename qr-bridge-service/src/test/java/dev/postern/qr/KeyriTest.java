package dev.postern.qr;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class KeyriTest extends QrBridgeTest {

    private static final String MOBILE_ID = "MFkwEwYHKoZIzj0CAQ==";

    @ParameterizedTest(name = "salt {0}, iv {1}")
    @CsvSource({"12,12", "1,12", "64,16", "16,16"})
    void shouldServeKeyrisPhoneClients(int saltLength, int ivLength) {
        Page page = page(QrSettingsFixture.COMPAT);
        JsonPath session =
                session(page.sessionId)
                        .statusCode(200)
                        .body("WidgetOrigin", equalTo("compat.example.com"))
                        .body("sessionId", equalTo(page.sessionId))
                        .body("browserPublicKey", equalTo(page.keys.lite()))
                        .body("WidgetUserAgent.source", notNullValue())
                        .body("IPAddressMobile", equalTo("127.0.0.1"))
                        .body("IPAddressWidget", equalTo("127.0.0.1"))
                        .body("riskAnalytics.riskStatus", equalTo("clear"))
                        .body("mobileTemplateResponse.title", notNullValue())
                        .body("mobileTemplateResponse.flags.is_new_browser", equalTo(true))
                        .body("$", not(hasKey("message")))
                        .extract()
                        .jsonPath();
        assertThat(
                        new String(
                                Base64.getDecoder()
                                        .decode(
                                                session.getString(
                                                        "userParameters.base64EncodedData")),
                                java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("{\"theme\":\"dark\"}");
        page.await("MOBILE_CONNECT");
        String[] sealed = page.keys.sealLikeKeyri("{\"payload\":\"x\"}", saltLength, ivLength);

        decide(page, session, false, sealed).statusCode(200).body("status", equalTo("success"));

        JsonObject validate = page.await("SESSION_VALIDATE");
        JsonObject data = validate.getJsonObject("browserData");
        assertThat(validate.getString("enc")).isEqualTo("keyri");
        assertThat(
                        page.keys.openLikeKeyri(
                                data.getString("publicKey"),
                                data.getString("salt"),
                                data.getString("iv"),
                                data.getString("ciphertext")))
                .isEqualTo("{\"payload\":\"x\"}");
    }

    @Test
    void shouldDropTheCiphertextOfARefusalUnread() {
        Page page = page(QrSettingsFixture.COMPAT);
        JsonPath session = session(page.sessionId).extract().jsonPath();
        String[] garbage = {"x", "x", "x", "x"};

        decide(page, session, true, garbage).statusCode(200).body("status", equalTo("success"));

        assertThat(page.await("SESSION_DENIED").getString("code")).isEqualTo("access_denied");
        assertThat(page.drain()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"__salt", "__hash"})
    void shouldRefuseAForgedHandshake(String member) {
        Page page = page(QrSettingsFixture.COMPAT);
        JsonPath session = session(page.sessionId).extract().jsonPath();
        JsonObject body = decision(session, false, page.keys.sealLikeKeyri("x", 12, 12));
        body.put(member, "A".repeat(43));

        refused(post(page.sessionId, body), 401, "invalid_handshake");
    }

    @Test
    void shouldRefuseBadKeysSaltsAndVectors() {
        Page page = page(QrSettingsFixture.COMPAT);
        JsonPath session = session(page.sessionId).extract().jsonPath();
        String[] good = page.keys.sealLikeKeyri("x", 12, 12);

        refused(
                decide(page, session, false, new String[] {"AAAA", good[1], good[2], good[3]}),
                400,
                "invalid_key");
        refused(
                decide(page, session, false, new String[] {good[0], "", good[2], good[3]}),
                400,
                "invalid_request");
        refused(
                decide(page, session, false, new String[] {good[0], good[1], "AAAA", good[3]}),
                400,
                "invalid_request");
        refused(
                decide(page, session, false, new String[] {good[0], good[1], good[2], "AAAA"}),
                400,
                "invalid_request");
    }

    @Test
    void shouldNotExistForOtherApplications() {
        Page page = page(QrSettingsFixture.DEMO);
        given().header("x-mobile-id", MOBILE_ID)
                .get("/api/v1/session/" + page.sessionId + "?appKey=" + QrSettingsFixture.DEMO)
                .then()
                .statusCode(404);
        refused(session("A".repeat(43)), 404, "session_not_found");
        refused(
                given().get(
                                "/api/v1/session/"
                                        + page.sessionId
                                        + "?appKey="
                                        + QrSettingsFixture.COMPAT)
                        .then(),
                400,
                "invalid_request");
    }

    private static ValidatableResponse session(String sid) {
        return given().header("x-mobile-id", MOBILE_ID)
                .header("x-mobile-os", "android")
                .get("/api/v1/session/" + sid + "?appKey=" + QrSettingsFixture.COMPAT)
                .then();
    }

    private static ValidatableResponse decide(
            Page page, JsonPath session, boolean errors, String[] sealed) {
        return post(page.sessionId, decision(session, errors, sealed));
    }

    private static JsonObject decision(JsonPath session, boolean errors, String[] sealed) {
        return new JsonObject()
                .put("__salt", session.getString("__salt"))
                .put("__hash", session.getString("__hash"))
                .put("errors", errors)
                .put("errorMsg", "")
                .put("dontTrustBrowser", true)
                .put(
                        "apiData",
                        new JsonObject(Map.of("publicUserId", "a@b.c", "x-mobile-id", MOBILE_ID)))
                .put(
                        "browserData",
                        new JsonObject()
                                .put("publicKey", sealed[0])
                                .put("salt", sealed[1])
                                .put("iv", sealed[2])
                                .put("ciphertext", sealed[3]));
    }

    private static ValidatableResponse post(String sid, JsonObject body) {
        return given().header("x-mobile-id", MOBILE_ID)
                .contentType("application/json")
                .body(body.encode())
                .post("/api/v1/session/" + sid + "?appKey=" + QrSettingsFixture.COMPAT)
                .then();
    }
}
