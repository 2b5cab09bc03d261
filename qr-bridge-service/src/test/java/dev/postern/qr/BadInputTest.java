package dev.postern.qr;

import static io.restassured.RestAssured.given;

import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every member of every message of a phone: missing, of the wrong type, too long, malformed. */
@QuarkusTest
class BadInputTest extends QrBridgeTest {

    private static final String UNKNOWN = "A".repeat(43);

    static Stream<Arguments> claims() {
        return Stream.of(
                Arguments.of("device", null),
                Arguments.of("device", "phone"),
                Arguments.of("device.id", null),
                Arguments.of("device.id", ""),
                Arguments.of("device.id", 7),
                Arguments.of("device.id", "x".repeat(129)),
                Arguments.of("device.name", null),
                Arguments.of("device.name", "  "),
                Arguments.of("device.name", List.of("x")),
                Arguments.of("device.name", "x".repeat(65)),
                Arguments.of("device.name", "Pixel\u0000"),
                Arguments.of("device.name", "Pixel\n8"),
                Arguments.of("device.platform", null),
                Arguments.of("device.platform", "windows"),
                Arguments.of("device.platform", true),
                Arguments.of("device.appVersion", "1".repeat(33)),
                Arguments.of("device.appVersion", 12),
                Arguments.of("h", "short"),
                Arguments.of("h", "!".repeat(43)),
                Arguments.of("h", 7),
                Arguments.of("h", "A".repeat(44)));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("claims")
    void shouldRefuseAMalformedClaim(String member, Object value) {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        Map<String, Object> body = phone.claimBody(page.keys.hash());
        set(body, member, value);

        refused(phone.claim(page.sessionId, body), 400, "invalid_request");
        phone.claim(page).statusCode(200);
    }

    static Stream<Arguments> approvals() {
        return Stream.of(
                Arguments.of("handshakeToken", null, 400, "invalid_request"),
                Arguments.of("handshakeToken", 7, 400, "invalid_request"),
                Arguments.of("handshakeToken", "short", 401, "invalid_handshake"),
                Arguments.of("handshakeToken", "A".repeat(43), 401, "invalid_handshake"),
                Arguments.of("handshakeToken", "A".repeat(9999), 401, "invalid_handshake"),
                Arguments.of("matchCode", 47, 400, "invalid_request"),
                Arguments.of("matchCode", "4", 400, "invalid_request"),
                Arguments.of("matchCode", "ab", 400, "invalid_request"),
                Arguments.of("trustBrowser", "yes", 400, "invalid_request"),
                Arguments.of("enc", null, 400, "invalid_request"),
                Arguments.of("enc", "x", 400, "invalid_request"),
                Arguments.of("enc.v", null, 400, "invalid_request"),
                Arguments.of("enc.v", 2, 400, "invalid_request"),
                Arguments.of("enc.v", "1", 400, "invalid_request"),
                Arguments.of("enc.epk", null, 400, "invalid_key"),
                Arguments.of("enc.epk", "AAAA", 400, "invalid_key"),
                Arguments.of("enc.epk", "B".repeat(87), 400, "invalid_key"),
                Arguments.of("enc.epk", 7, 400, "invalid_request"),
                Arguments.of("enc.salt", null, 400, "invalid_request"),
                Arguments.of("enc.salt", "AAAA", 400, "invalid_request"),
                Arguments.of("enc.salt", "A".repeat(200), 400, "invalid_request"),
                Arguments.of("enc.salt", "***", 400, "invalid_request"),
                Arguments.of("enc.iv", null, 400, "invalid_request"),
                Arguments.of("enc.iv", "A".repeat(22), 400, "invalid_request"),
                Arguments.of("enc.ct", null, 400, "invalid_request"),
                Arguments.of("enc.ct", "AAAA", 400, "invalid_request"),
                Arguments.of("enc.ct", "a+b/", 400, "invalid_request"),
                Arguments.of("enc.ct", "A".repeat(16_390), 413, "payload_too_large"),
                Arguments.of("enc.ct", "A".repeat(100_000), 413, "payload_too_large"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("approvals")
    void shouldRefuseAMalformedApproval(String member, Object value, int status, String code) {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String handshake = phone.claimed(page);
        Map<String, Object> body = phone.approveBody(page, handshake, "x");
        set(body, member, value);

        refused(phone.approve(page.sessionId, body), status, code);
        phone.deny(page.sessionId, Map.of("handshakeToken", handshake)).statusCode(200);
    }

    static Stream<Arguments> denials() {
        return Stream.of(
                Arguments.of("handshakeToken", null, 400, "invalid_request"),
                Arguments.of("handshakeToken", "A".repeat(43), 401, "invalid_handshake"),
                Arguments.of("reason", "because", 400, "invalid_request"),
                Arguments.of("reason", 7, 400, "invalid_request"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("denials")
    void shouldRefuseAMalformedDenial(String member, Object value, int status, String code) {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("handshakeToken", phone.claimed(page));
        set(body, member, value);

        refused(phone.deny(page.sessionId, body), status, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim", "approve", "deny"})
    void shouldRefuseBodiesThatAreNoObjects(String call) {
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        for (String body :
                new String[] {"", "{", "[]", "null", "7", "\"x\"", "{\"a\":1,\"a\":2}"}) {
            refused(
                    phone.request()
                            .body(body)
                            .post("/qr/v1/sessions/" + UNKNOWN + "/" + call)
                            .then(),
                    400,
                    "invalid_request");
        }
        refused(
                phone.request()
                        .body(new byte[] {(byte) 0xff, (byte) 0xfe})
                        .post("/qr/v1/sessions/" + UNKNOWN + "/" + call)
                        .then(),
                400,
                "invalid_request");
        refused(
                phone.request()
                        .body("x".repeat(1_100_000))
                        .post("/qr/v1/sessions/" + UNKNOWN + "/" + call)
                        .then(),
                413,
                "payload_too_large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAA", "%00", "..%2F..", "{sid}"})
    void shouldNotFindIdsThatCannotBe(String sid) {
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        refused(
                phone.request()
                        .urlEncodingEnabled(false)
                        .body(phone.claimBody(UNKNOWN))
                        .post("/qr/v1/sessions/" + sid.replace("{sid}", "%7Bsid%7D") + "/claim")
                        .then(),
                404,
                "session_not_found");
    }

    @Test
    void shouldAnswerUnknownIdsAlikeInEveryCall() {
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        Page page = page(QrSettingsFixture.DEMO);
        Map<String, Object> approve = phone.approveBody(page, UNKNOWN, "x");
        List<String> texts = new ArrayList<>();
        texts.add(
                refused(phone.claim(UNKNOWN, phone.claimBody(UNKNOWN)), 404, "session_not_found")
                        .extract()
                        .path("message"));
        texts.add(
                refused(phone.approve(UNKNOWN, approve), 404, "session_not_found")
                        .extract()
                        .path("message"));
        texts.add(
                refused(
                                phone.deny(UNKNOWN, Map.of("handshakeToken", UNKNOWN)),
                                404,
                                "session_not_found")
                        .extract()
                        .path("message"));
        texts.add(
                refused(phone.state(UNKNOWN, UNKNOWN), 404, "session_not_found")
                        .extract()
                        .path("message"));

        org.assertj.core.api.Assertions.assertThat(texts).allMatch(texts.get(0)::equals);
    }

    @Test
    void shouldRequireAppKeyAndHandshakeHeaders() {
        refused(
                given().body("{}").post("/qr/v1/sessions/" + UNKNOWN + "/claim").then(),
                403,
                "app_key_mismatch");
        refused(
                phone(QrSettingsFixture.DEMO).request().get("/qr/v1/sessions/" + UNKNOWN).then(),
                401,
                "invalid_handshake");
    }

    @SuppressWarnings("unchecked")
    private static void set(Map<String, Object> body, String path, Object value) {
        String[] names = path.split("\\.");
        Map<String, Object> at = body;
        for (int i = 0; i + 1 < names.length; i++) {
            at = (Map<String, Object>) at.get(names[i]);
        }
        if (value == null) {
            at.remove(names[names.length - 1]);
        } else {
            at.put(names[names.length - 1], value);
        }
    }
}
