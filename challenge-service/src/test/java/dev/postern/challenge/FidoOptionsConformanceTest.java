package dev.postern.challenge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.testkit.TestBus;
import dev.postern.testkit.TestSettings;
import dev.postern.testkit.conformance.ConformanceLedger;
import dev.postern.testkit.conformance.ConformanceLedger.Line;
import io.restassured.path.json.JsonPath;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The cases of the FIDO2 server list that look at options. */
@ChallengeServiceTest
@DisplayName("FIDO2 server conformance: options")
class FidoOptionsConformanceTest {

    private static final int CASES = 6;
    private static final Map<String, Line> LINES = new TreeMap<>();

    private final UUID user = UUID.randomUUID();

    TestBus bus;

    @BeforeEach
    void awaitReady() {
        bus.publishSettings(TestSettings.standard());
        await().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    @AfterAll
    static void writeDown() {
        if (LINES.size() < CASES) {
            return; // not every case was run, or one failed
        }
        ConformanceLedger.write(
                "FIDO2 server: options",
                "The cases of the same list that look at what the server asks for.",
                LINES.values());
    }

    private static void holds(String id, String title, String note) {
        LINES.put(id, new Line(id, title, "accepted", note));
    }

    private JsonPath creation() {
        return given().header("Authorization", "Bearer " + TestTokens.of(user, UUID.randomUUID()))
                .post("/auth/v1/passkeys/registration/options")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static JsonPath request() {
        return given().post("/auth/v1/passkeys/authentication/options")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static byte[] bytes(JsonPath options, String member) {
        return Base64.getUrlDecoder().decode(options.getString(member));
    }

    @Test
    @DisplayName("MakeCredential Req-1 P-1: shape")
    void shouldHaveTheShapeOfCreationOptions() {
        JsonPath options = creation();

        assertThat(options.getString("options.user.name")).isNotEmpty();
        assertThat(options.getString("options.user.displayName")).isNotEmpty();
        assertThat(bytes(options, "options.user.id")).hasSizeBetween(1, 64);
        assertThat(options.getString("options.rp.name")).isEqualTo("Postern");
        assertThat(options.getString("options.rp.id")).isEqualTo("localhost");
        assertThat(bytes(options, "options.challenge")).hasSizeGreaterThanOrEqualTo(16);
        assertThat(options.<Map<String, Object>>getList("options.pubKeyCredParams"))
                .allSatisfy(
                        one ->
                                assertThat(one)
                                        .containsEntry("type", "public-key")
                                        .containsKey("alg"));
        assertThat(options.getLong("options.timeout")).isPositive();
        holds(
                "MakeCredential Req-1 P-1",
                "shape of creation options",
                "status and errorMessage belong to the tool's own dialect");
    }

    @Test
    @DisplayName("MakeCredential Req-1 P-2: attestation none is honoured")
    void shouldAskForNoAttestation() {
        assertThat(creation().getString("options.attestation")).isEqualTo("none");
        holds("MakeCredential Req-1 P-2", "attestation none", "");
    }

    @Test
    @DisplayName("MakeCredential Req-1 P-3: two requests, two challenges")
    void shouldChallengeARegistrationAnewEachTime() {
        assertThat(creation().getString("options.challenge"))
                .isNotEqualTo(creation().getString("options.challenge"));
        holds("MakeCredential Req-1 P-3", "two requests give two challenges", "");
    }

    @Test
    @DisplayName("MakeCredential Resp-1 P-1: a registered id is excluded next time")
    void shouldExcludeWhatIsRegistered() {
        UUID id = UUID.randomUUID();
        bus.publish(
                "postern.credentials.v1",
                "dev.postern.credentials.registered",
                id.toString(),
                1,
                UUID.randomUUID(),
                """
                {"id":"%s","user_id":"%s","credential_id":"AQIDBA","friendly_name":"Passkey",
                "aaguid":null,"transports":["internal"],"backup_eligible":false,"backed_up":false,
                "created_at":"2026-01-02T03:04:05Z","deleted":false,
                "actor":{"id":null,"role":null}}
                """
                        .formatted(id, user));

        await().untilAsserted(
                        () ->
                                assertThat(creation().getList("options.excludeCredentials.id"))
                                        .isEqualTo(List.of("AQIDBA")));
        holds("MakeCredential Resp-1 P-1", "a registered id is excluded next time", "");
    }

    @Test
    @DisplayName("GetAssertion Req-1 P-1: shape, user verification echoed")
    void shouldHaveTheShapeOfRequestOptions() {
        JsonPath options = request();

        assertThat(bytes(options, "options.challenge")).hasSizeGreaterThanOrEqualTo(16);
        assertThat(options.getString("options.rpId")).isEqualTo("localhost");
        assertThat(options.getString("options.userVerification")).isEqualTo("preferred");
        assertThat(options.getMap("options")).doesNotContainKey("allowCredentials");
        holds(
                "GetAssertion Req-1 P-1",
                "shape of request options",
                "usernameless: nobody is named, so no allowCredentials");
    }

    @Test
    @DisplayName("GetAssertion Req-1 P-2: two requests, two challenges")
    void shouldChallengeASignInAnewEachTime() {
        assertThat(request().getString("options.challenge"))
                .isNotEqualTo(request().getString("options.challenge"));
        holds("GetAssertion Req-1 P-2", "two requests give two challenges", "");
    }
}
