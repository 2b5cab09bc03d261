package dev.postern.credential;

import static dev.postern.credential.Ceremonies.authentication;
import static dev.postern.credential.Ceremonies.authenticator;
import static dev.postern.credential.Ceremonies.body;
import static dev.postern.credential.Ceremonies.failed;
import static dev.postern.credential.Ceremonies.postAuthentication;
import static dev.postern.credential.Ceremonies.refused;
import static dev.postern.credential.Ceremonies.registered;
import static dev.postern.credential.Ceremonies.requestOptions;
import static dev.postern.credential.Ceremonies.unreadable;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.testkit.TestBus;
import dev.postern.testkit.authenticator.AuthenticatorData;
import dev.postern.testkit.authenticator.KeyAlgorithm;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import dev.postern.testkit.authenticator.Tampering;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class AuthenticationVerifyTest {

    private static final String ROW = "SELECT * FROM auth.webauthn_credentials WHERE id = ?";

    TestBus bus;
    TestUser user;
    SoftwareAuthenticator authenticator;
    UUID passkey;

    @BeforeEach
    void registeredPasskey() {
        FakePeers.reset();
        user = TestUser.confirmed();
        authenticator = authenticator();
        passkey = registered(user, authenticator);
        FakePeers.CALLS.clear();
    }

    @Test
    @DisplayName("TestDiscoverableAuthenticationHappyPath")
    void shouldAnswerTheSessionAsItWasWrittenAndRecordTheUse() {
        Response response = postAuthentication(authentication(authenticator));

        response.then()
                .statusCode(200)
                .contentType("application/json")
                .header("sb-auth-user-id", user.id.toString())
                .header("sb-auth-session-id", new UUID(1, 2).toString())
                .header("sb-auth-refresh-token-counter", "0");
        assertThat(response.asString()).isEqualTo(FakePeers.SESSION_JSON.formatted(user.id));
        assertThat(response.header("X-Internal")).isNull();
        assertThat(Database.row(ROW, passkey))
                .containsEntry("sign_count", 2L)
                .containsEntry("clone_suspected_at", null)
                .extracting("last_used_at")
                .isNotNull();
        assertThat(FakePeers.CHALLENGES).isEmpty();
    }

    @Test
    void shouldTellSessionServiceWhoSignsInFromWhere() {
        given().header("User-Agent", "Test/1.0")
                .header("X-Forwarded-For", "203.0.113.9, 198.51.100.7")
                .body(authentication(authenticator).toString())
                .post(Ceremonies.AUTHENTICATE + "/")
                .then()
                .statusCode(200);

        assertThat(FakePeers.CALLS)
                .extracting(FakePeers.Call::method)
                .containsExactly("POST", "POST");
        assertThat(FakePeers.CALLS.get(0).body().toString())
                .isEqualTo(
                        "{\"type\":\"authentication\",\"client\":\"198.51.100.7\","
                                + "\"client_forwarded\":true}");
        assertThat(FakePeers.CALLS.get(1).path()).isEqualTo("/internal/sessions");
        assertThat(FakePeers.CALLS.get(1).body().toString())
                .isEqualTo(
                        ("{\"user_id\":\"%s\",\"method\":\"passkey\",\"credential_id\":\"%s\","
                                        + "\"aal\":\"aal1\",\"ip\":\"198.51.100.7\",\"user_agent\":\"Test/1.0\"}")
                                .formatted(user.id, passkey));
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyAlgorithm.class,
            names = {"ED448", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87"},
            mode = EnumSource.Mode.EXCLUDE)
    void shouldSignInWithEveryOfferedAlgorithm(KeyAlgorithm algorithm) {
        SoftwareAuthenticator other = authenticator().algorithm(algorithm);
        registered(user, other);

        postAuthentication(authentication(other)).then().statusCode(200);
        failed(postAuthentication(authentication(other, Tampering.none().badSignature())));
    }

    @Test
    @DisplayName("S3: the BS flag of each accepted assertion is written")
    void shouldRefreshTheBackupStateAndUvInitialized() {
        SoftwareAuthenticator syncing =
                authenticator().flags(AuthenticatorData.UP | AuthenticatorData.BE);
        UUID id = registered(user, syncing);
        assertThat(Database.row(ROW, id)).containsEntry("backed_up", false);

        syncing.flags(
                AuthenticatorData.UP
                        | AuthenticatorData.UV
                        | AuthenticatorData.BE
                        | AuthenticatorData.BS);
        postAuthentication(authentication(syncing)).then().statusCode(200);
        assertThat(Database.row(ROW, id))
                .containsEntry("backed_up", true)
                .containsEntry("uv_initialized", true);

        syncing.flags(AuthenticatorData.UP | AuthenticatorData.BE);
        postAuthentication(authentication(syncing)).then().statusCode(200);
        assertThat(Database.row(ROW, id))
                .containsEntry("backed_up", false)
                .containsEntry("uv_initialized", true);
    }

    @Test
    void shouldSignInAgainAndAgainWithAnAuthenticatorThatDoesNotCount() {
        SoftwareAuthenticator uncounted = authenticator().withoutCounter();
        UUID id = registered(user, uncounted);

        postAuthentication(authentication(uncounted)).then().statusCode(200);
        postAuthentication(authentication(uncounted)).then().statusCode(200);

        assertThat(Database.row(ROW, id))
                .containsEntry("sign_count", 0L)
                .containsEntry("clone_suspected_at", null);
    }

    @Test
    @DisplayName("S2: a counter that does not rise signs in, is marked and keeps the highest value")
    void shouldMarkASuspectedClone() {
        SoftwareAuthenticator clone = authenticator.cloned();
        postAuthentication(authentication(authenticator)).then().statusCode(200);
        postAuthentication(authentication(authenticator)).then().statusCode(200);

        postAuthentication(authentication(clone)).then().statusCode(200);

        Map<String, Object> row = Database.row(ROW, passkey);
        assertThat(row).containsEntry("sign_count", 3L);
        assertThat(row.get("clone_suspected_at")).isNotNull().isEqualTo(row.get("last_used_at"));
        assertThat(
                        Database.count(
                                "SELECT count(*) FROM auth.outbox WHERE aggregate_id = ? AND type ="
                                        + " 'dev.postern.credentials.clone-suspected'",
                                passkey.toString()))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("TestDiscoverableAuthenticationUnconfirmedEmail")
    void shouldRefuseAnUnconfirmedEmailAfterVerification() {
        user.with("email_confirmed", false).with("has_phone", true).with("banned", true);

        refused(
                postAuthentication(authentication(authenticator)),
                403,
                "email_not_confirmed",
                "Email not confirmed");
        assertThat(FakePeers.CHALLENGES).isEmpty();
    }

    @Test
    void shouldRefuseAnUnconfirmedPhoneEvenOfAConfirmedEmail() {
        user.with("has_phone", true).with("banned", true);

        refused(
                postAuthentication(authentication(authenticator)),
                403,
                "phone_not_confirmed",
                "Phone not confirmed");
    }

    @Test
    @DisplayName("TestDiscoverableAuthenticationBannedUser")
    void shouldRefuseABannedUser() {
        user.with("banned", true);

        refused(
                postAuthentication(authentication(authenticator)),
                403,
                "user_banned",
                "User is banned");
    }

    @Test
    void shouldAnswerAVanishedUserLikeAnUnknownCredential() {
        user.deleted();

        failed(postAuthentication(authentication(authenticator)));
    }

    @Test
    @DisplayName("TestAuthenticationPasskeyDisabled (verify)")
    void shouldTellThatPasskeysAreOff() {
        try (SettingsChange off = SettingsChange.passkeysOff(bus)) {
            refused(
                    given().body("nonsense").post(Ceremonies.AUTHENTICATE),
                    404,
                    "passkey_disabled",
                    "Passkeys are disabled");
        }
    }

    @Test
    @DisplayName("TestDiscoverableAuthenticationChallengeNotFound")
    void shouldNotFindAnUnknownChallenge() {
        ObjectNode body = authentication(authenticator);
        body.put("challenge_id", UUID.randomUUID().toString());

        refused(
                postAuthentication(body),
                400,
                "webauthn_challenge_not_found",
                "Challenge not found or already used");
    }

    @Test
    @DisplayName("TestDiscoverableAuthenticationChallengeExpired")
    void shouldTellAnExpiredChallenge() {
        ObjectNode body = authentication(authenticator);
        FakePeers.CHALLENGES.replaceAll(
                (id, lent) ->
                        new FakePeers.Challenge(
                                lent.type(),
                                lent.userId(),
                                lent.value(),
                                Instant.now().minusSeconds(1)));

        refused(
                postAuthentication(body),
                400,
                "webauthn_challenge_expired",
                "Challenge has expired");
    }

    @Test
    void shouldNotTakeARegistrationChallenge() {
        UUID challenge = FakePeers.lend("registration", user.id);
        ObjectNode credential = authenticator.authenticate(requestOptions(challenge));

        refused(
                postAuthentication(body(challenge, credential)),
                400,
                "webauthn_challenge_not_found",
                "Challenge not found or already used");
        assertThat(FakePeers.CHALLENGES).hasSize(1);
    }

    @Test
    void shouldRefuseAReplay() {
        ObjectNode body = authentication(authenticator);
        postAuthentication(body).then().statusCode(200);

        refused(
                postAuthentication(body),
                400,
                "webauthn_challenge_not_found",
                "Challenge not found or already used");
    }

    @Test
    @DisplayName("a consumed challenge that the store brings back is refused by its unique row")
    void shouldRefuseAReplayOfAChallengeThatReappears() {
        ObjectNode body = authentication(authenticator);
        Map<UUID, FakePeers.Challenge> lent = Map.copyOf(FakePeers.CHALLENGES);
        postAuthentication(body).then().statusCode(200);
        long signCount = (long) Database.row(ROW, passkey).get("sign_count");
        FakePeers.CALLS.clear();

        FakePeers.CHALLENGES.putAll(lent);
        refused(
                postAuthentication(body),
                400,
                "webauthn_challenge_not_found",
                "Challenge not found or already used");

        assertThat(FakePeers.CALLS).extracting(FakePeers.Call::path).hasSize(1);
        assertThat(Database.row(ROW, passkey)).containsEntry("sign_count", signCount);
    }

    @Test
    @DisplayName("TestDiscoverableAuthenticationUnknownCredential")
    void shouldRefuseACredentialThatIsNotStored() {
        SoftwareAuthenticator stranger = authenticator();
        UUID challenge = FakePeers.lend("registration", user.id);
        stranger.register(Ceremonies.creationOptions(challenge, user.id));

        failed(postAuthentication(authentication(stranger)));
    }

    @Test
    void shouldRefuseACredentialOfAnotherUserWhateverTheHandleSays() {
        TestUser other = TestUser.confirmed();
        byte[] handle = other.id.toString().getBytes(StandardCharsets.US_ASCII);

        failed(
                postAuthentication(
                        authentication(authenticator, Tampering.none().userHandle(handle))));
    }

    @Test
    void shouldAcceptAUserHandleInUpperCase() {
        byte[] handle =
                user.id.toString().toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);

        postAuthentication(authentication(authenticator, Tampering.none().userHandle(handle)))
                .then()
                .statusCode(200);
    }

    static Stream<Arguments> wrongAnswers() {
        byte[] other = new byte[32];
        return Stream.of(
                Arguments.of(
                        "type of the other ceremony", Tampering.none().type("webauthn.create")),
                Arguments.of("challenge differs", Tampering.none().challenge("AAAA")),
                Arguments.of("origin differs", Tampering.none().origin("https://attacker.test")),
                Arguments.of("framed by another origin", Tampering.none().crossOrigin()),
                Arguments.of("rpIdHash differs", Tampering.none().rpId("attacker.test")),
                Arguments.of("user not present", Tampering.none().clear(AuthenticatorData.UP)),
                Arguments.of("BS without BE", Tampering.none().set(AuthenticatorData.BS)),
                Arguments.of("BE changed", Tampering.none().set(AuthenticatorData.BE)),
                Arguments.of("signature differs", Tampering.none().badSignature()),
                Arguments.of("signature empty", Tampering.none().signature(bytes -> new byte[0])),
                Arguments.of(
                        "signature of zeroes (CVE-2022-21449)",
                        Tampering.none()
                                .signature(bytes -> new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0})),
                Arguments.of(
                        "client data changed after signing",
                        Tampering.none()
                                .response(
                                        json ->
                                                json.put(
                                                        "clientDataJSON",
                                                        appendSpace(
                                                                json.get("clientDataJSON")
                                                                        .asText())))),
                Arguments.of("id differs from rawId", Tampering.none().id(other)),
                Arguments.of("id and rawId of another", Tampering.none().id(other).rawId(other)),
                Arguments.of("no user handle", Tampering.none().withoutUserHandle()),
                Arguments.of(
                        "user handle null",
                        Tampering.none().response(json -> json.putNull("userHandle"))),
                Arguments.of("user handle not a UUID", Tampering.none().userHandle(new byte[16])));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongAnswers")
    @DisplayName("TestDiscoverableAuthenticationInvalidAssertion")
    void shouldRefuseAWrongAnswerAndBurnTheChallenge(String what, Tampering tampering) {
        ObjectNode body = authentication(authenticator, tampering);

        failed(postAuthentication(body));

        assertThat(FakePeers.CHALLENGES).isEmpty();
        assertThat(FakePeers.CALLS).noneMatch(call -> call.path().equals("/internal/sessions"));
        assertThat(Database.row(ROW, passkey))
                .containsEntry("last_used_at", null)
                .containsEntry("sign_count", 1L);
    }

    static Stream<Arguments> unreadableCredentials() {
        return Stream.of(
                Arguments.of("id missing", Tampering.none().credential(json -> json.remove("id"))),
                Arguments.of(
                        "type other",
                        Tampering.none().credential(json -> json.put("type", "password"))),
                Arguments.of(
                        "response missing",
                        Tampering.none().credential(json -> json.remove("response"))),
                Arguments.of(
                        "signature missing",
                        Tampering.none().response(json -> json.remove("signature"))),
                Arguments.of(
                        "signature not text",
                        Tampering.none().response(json -> json.put("signature", 1))),
                Arguments.of(
                        "signature not base64url",
                        Tampering.none().response(json -> json.put("signature", "a b"))),
                Arguments.of(
                        "authenticatorData missing",
                        Tampering.none().response(json -> json.remove("authenticatorData"))),
                Arguments.of(
                        "authenticatorData empty",
                        Tampering.none().response(json -> json.put("authenticatorData", ""))),
                Arguments.of(
                        "userHandle not text",
                        Tampering.none().response(json -> json.put("userHandle", 1))),
                Arguments.of(
                        "userHandle longer than 64 bytes",
                        Tampering.none().userHandle(new byte[65])),
                Arguments.of("authenticator data with leftovers", Tampering.none().leftover(0)),
                Arguments.of(
                        "authenticator data too short",
                        Tampering.none().authenticatorDataBytes(data -> new byte[36])),
                Arguments.of("AT set without data", Tampering.none().set(AuthenticatorData.AT)),
                Arguments.of("ED set without data", Tampering.none().set(AuthenticatorData.ED)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadableCredentials")
    void shouldRefuseAnUnreadableCredentialAndBurnTheChallenge(String what, Tampering tampering) {
        ObjectNode body = authentication(authenticator, tampering);

        unreadable(postAuthentication(body));

        assertThat(FakePeers.CHALLENGES).isEmpty();
    }

    @Test
    @DisplayName("extension outputs that nobody asked for are ignored")
    void shouldIgnoreExtensionOutputs() {
        Tampering extended =
                Tampering.none()
                        .set(AuthenticatorData.ED)
                        .authenticatorData(data -> data.extensions = Map.of("x-unknown", true));

        postAuthentication(authentication(authenticator, extended)).then().statusCode(200);
    }

    @Test
    @DisplayName("an authenticator answers for the passkey after its deletion: refused")
    void shouldRefuseADeletedPasskey() {
        given().header("Authorization", "Bearer " + user.token())
                .delete("/auth/v1/passkeys/" + passkey)
                .then()
                .statusCode(204);

        failed(postAuthentication(authentication(authenticator)));
    }

    private static String appendSpace(String clientData) {
        byte[] bytes = Base64.getUrlDecoder().decode(clientData);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = ' ';
        return Base64.getUrlEncoder().withoutPadding().encodeToString(longer);
    }
}
