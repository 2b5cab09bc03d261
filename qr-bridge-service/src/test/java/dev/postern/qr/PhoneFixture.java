package dev.postern.qr;

import static io.restassured.RestAssured.given;

import dev.postern.qr.phone.HandoffCrypto;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A phone that speaks HTTP by hand, so that a test can also say the wrong thing. */
final class PhoneFixture {

    final UUID user = UUID.randomUUID();
    final String device = "device-" + UUID.randomUUID();
    final String appKey;
    private final URI server;
    String token;

    PhoneFixture(URI server, String appKey) {
        this.server = server;
        this.appKey = appKey;
        this.token = TestTokens.of(user, UUID.randomUUID());
    }

    /** The same user and app on another phone. */
    PhoneFixture otherPhone() {
        PhoneFixture other = new PhoneFixture(server, appKey);
        other.token = token;
        return other;
    }

    PhoneFixture at(URI otherServer) {
        PhoneFixture other = new PhoneFixture(otherServer, appKey);
        other.token = token;
        return other;
    }

    RequestSpecification request() {
        RequestSpecification request =
                given().baseUri(server.toString())
                        .port(server.getPort())
                        .header("X-App-Key", appKey)
                        .contentType("application/json");
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    Map<String, Object> claimBody(String keyHash) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(
                "device",
                new LinkedHashMap<>(
                        Map.of(
                                "id", device,
                                "name", "Pixel 8",
                                "platform", "android",
                                "appVersion", "1.2")));
        body.put("h", keyHash);
        return body;
    }

    ValidatableResponse claim(Page page) {
        return claim(page.sessionId, claimBody(page.keys.hash()));
    }

    ValidatableResponse claim(String sid, Object body) {
        return request().body(body).post("/qr/v1/sessions/" + sid + "/claim").then();
    }

    /** Claims and gives the handshake token. */
    String claimed(Page page) {
        return claim(page).statusCode(200).extract().path("handshakeToken");
    }

    Map<String, Object> approveBody(Page page, String handshake, String payload) {
        HandoffCrypto.Sealed sealed =
                HandoffCrypto.seal(
                        payload.getBytes(StandardCharsets.UTF_8),
                        new HandoffCrypto.Recipient(
                                page.sessionId,
                                page.keys.point(),
                                page.origin,
                                page.init.getString("appId")));
        Map<String, Object> enc = new LinkedHashMap<>();
        enc.put("v", 1);
        enc.put("epk", sealed.epk());
        enc.put("salt", sealed.salt());
        enc.put("iv", sealed.iv());
        enc.put("ct", sealed.ct());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("handshakeToken", handshake);
        body.put("trustBrowser", false);
        body.put("enc", enc);
        return body;
    }

    ValidatableResponse approve(String sid, Object body) {
        return request().body(body).post("/qr/v1/sessions/" + sid + "/approve").then();
    }

    ValidatableResponse deny(String sid, Object body) {
        return request().body(body).post("/qr/v1/sessions/" + sid + "/deny").then();
    }

    ValidatableResponse state(String sid, String handshake) {
        return request()
                .header("X-Handshake-Token", handshake)
                .get("/qr/v1/sessions/" + sid)
                .then();
    }
}
