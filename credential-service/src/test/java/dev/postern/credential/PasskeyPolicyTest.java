package dev.postern.credential;

import static dev.postern.credential.Ceremonies.authentication;
import static dev.postern.credential.Ceremonies.authenticator;
import static dev.postern.credential.Ceremonies.body;
import static dev.postern.credential.Ceremonies.creationOptions;
import static dev.postern.credential.Ceremonies.failed;
import static dev.postern.credential.Ceremonies.postAuthentication;
import static dev.postern.credential.Ceremonies.postRegistration;
import static dev.postern.credential.Ceremonies.refused;
import static dev.postern.credential.Ceremonies.registered;
import static dev.postern.credential.Ceremonies.registration;
import static dev.postern.credential.Ceremonies.requestOptions;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.settings.ProjectSettings;
import dev.postern.testkit.TestBus;
import dev.postern.testkit.authenticator.AuthenticatorData;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import dev.postern.testkit.authenticator.Tampering;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a project may decide about its passkeys, and what pages are told to signal. */
@QuarkusTest
class PasskeyPolicyTest {

    private static final String PASSKEYS = "/auth/v1/passkeys/";
    private static final String SIGNAL = "x-postern-signal";
    private static final ObjectMapper JSON = new ObjectMapper();

    TestBus bus;
    TestUser user;

    @BeforeEach
    void newUser() {
        FakePeers.reset();
        user = TestUser.confirmed();
    }

    @Test
    @DisplayName("uv_grants_aal2 is off: a verified user gets aal1, as upstream")
    void shouldOpenAal1ByDefault() {
        SoftwareAuthenticator authenticator = authenticator();
        registered(user, authenticator);

        postAuthentication(authentication(authenticator)).then().statusCode(200);

        assertThat(openedAal()).isEqualTo("aal1");
    }

    @Test
    @DisplayName("uv_grants_aal2: the signed flag decides, not what was asked for")
    void shouldOpenAal2ForAVerifiedUserAlone() {
        SoftwareAuthenticator authenticator = authenticator();
        registered(user, authenticator);
        try (SettingsChange on =
                passkeys("uv_grants_aal2", settings -> settings.passkeys().uvGrantsAal2())) {
            postAuthentication(authentication(authenticator)).then().statusCode(200);
            assertThat(openedAal()).isEqualTo("aal2");
            Tampering unverified = Tampering.none().clear(AuthenticatorData.UV);
            postAuthentication(authentication(authenticator, unverified)).then().statusCode(200);
            assertThat(openedAal()).isEqualTo("aal1");
        }
    }

    @Test
    @DisplayName("CVE-2026-47841: the verification that was asked for is the one that is checked")
    void shouldHoldTheAnswerToTheVerificationOfItsChallenge() {
        SoftwareAuthenticator authenticator = authenticator();
        registered(user, authenticator);
        UUID challenge = FakePeers.lend("authentication", null);
        ObjectNode options = requestOptions(challenge);
        FakePeers.reissue(challenge, "required", false);

        failed(
                postAuthentication(
                        body(
                                challenge,
                                authenticator.authenticate(
                                        options, Tampering.none().clear(AuthenticatorData.UV)))));
    }

    @Test
    @DisplayName("conditional create: UP=0 only for a challenge issued for it")
    void shouldAcceptASilentRegistrationOnlyWhereItWasAskedFor() {
        Tampering silent = Tampering.none().clear(AuthenticatorData.UP | AuthenticatorData.UV);
        failed(postRegistration(user, registration(user, authenticator(), silent)));

        UUID challenge = FakePeers.lend("registration", user.id);
        ObjectNode options = creationOptions(challenge, user.id);
        FakePeers.reissue(challenge, "preferred", true);
        postRegistration(user, body(challenge, authenticator().register(options, silent)))
                .then()
                .statusCode(200);
    }

    @Test
    @DisplayName("crossOrigin and topOrigin are refused unless the top origin is listed")
    void shouldAllowFramingByListedPagesAlone() {
        Tampering framed = framedBy("https://portal.example.net");
        failed(postRegistration(user, registration(user, authenticator(), framed)));
        failed(postRegistration(user, registration(user, authenticator(), crossOrigin())));
        try (SettingsChange allowed = relyingParty("top_origins", "https://portal.example.net")) {
            postRegistration(user, registration(user, authenticator(), framed))
                    .then()
                    .statusCode(200);
            postRegistration(user, registration(user, authenticator(), crossOrigin()))
                    .then()
                    .statusCode(200);
            failed(
                    postRegistration(
                            user,
                            registration(user, authenticator(), framedBy("https://evil.example"))));
        }
    }

    @Test
    @DisplayName("a related origin may use the passkeys, another may not")
    void shouldAcceptARelatedOrigin() {
        Tampering elsewhere = Tampering.none().origin("https://shop.example.net");
        failed(postRegistration(user, registration(user, authenticator(), elsewhere)));
        try (SettingsChange related = relyingParty("related_origins", "https://shop.example.net")) {
            postRegistration(user, registration(user, authenticator(), elsewhere))
                    .then()
                    .statusCode(200);
        }
    }

    @Test
    @DisplayName("attestation direct: a credential that nobody vouches for is refused")
    void shouldRefuseWhatIsNotAttestedWhereAttestationIsDemanded() {
        try (SettingsChange direct =
                SettingsChange.apply(
                        bus,
                        settings ->
                                ((ObjectNode) settings.get("passkeys"))
                                        .put("attestation", "direct"),
                        settings -> settings.passkeys().attestation().equals("direct"))) {
            failed(postRegistration(user, registration(user, authenticator())));
        }
    }

    @Test
    @DisplayName("delete tells which credentials are left, and nothing in the body")
    void shouldSignalWhatIsLeftAfterADeletion() {
        SoftwareAuthenticator kept = authenticator();
        UUID deleted = registered(user, authenticator());
        registered(user, kept);

        Response answer = as(user).delete(PASSKEYS + deleted);

        answer.then().statusCode(204);
        assertThat(answer.asByteArray()).isEmpty();
        JsonNode signal = signal(answer).get("signalAllAcceptedCredentials");
        assertThat(signal.get("rpId").asText()).isEqualTo("localhost");
        assertThat(decoded(signal.get("userId").asText())).isEqualTo(user.id.toString());
        assertThat(signal.get("allAcceptedCredentialIds"))
                .extracting(JsonNode::asText)
                .containsExactly(encoded(kept.credentials().get(0).id()));
    }

    @Test
    @DisplayName("rename tells the names that a provider shows")
    void shouldSignalTheUsersDetailsAfterARename() {
        UUID id = registered(user, authenticator());

        Response answer = as(user).body("{\"friendly_name\":\"Key\"}").patch(PASSKEYS + id);

        answer.then().statusCode(200);
        JsonNode signal = signal(answer).get("signalCurrentUserDetails");
        assertThat(decoded(signal.get("userId").asText())).isEqualTo(user.id.toString());
        assertThat(signal.has("name")).isTrue();
        assertThat(signal.has("displayName")).isTrue();
    }

    @Test
    @DisplayName("only a certain miss is an unknown credential")
    void shouldSignalAnUnknownCredentialOnACertainMissAlone() {
        SoftwareAuthenticator authenticator = authenticator();
        UUID id = registered(user, authenticator);
        Response bad =
                postAuthentication(authentication(authenticator, Tampering.none().badSignature()));
        failed(bad);
        assertThat(bad.header(SIGNAL)).isNull();
        as(user).delete(PASSKEYS + id).then().statusCode(204);

        Response unknown = postAuthentication(authentication(authenticator));

        failed(unknown);
        assertThat(signal(unknown).at("/signalUnknownCredential/credentialId").asText())
                .isEqualTo(encoded(authenticator.credentials().get(0).id()));
    }

    @Test
    @DisplayName("revoke_sessions=true ends the passkey's sessions before the passkey")
    void shouldRevokeTheSessionsOfADeletedPasskeyOnRequest() {
        UUID plain = registered(user, authenticator());
        UUID revoked = registered(user, authenticator());

        as(user).delete(PASSKEYS + plain).then().statusCode(204);
        assertThat(revocations()).isEmpty();
        as(user).delete(PASSKEYS + revoked + "?revoke_sessions=true").then().statusCode(204);
        assertThat(revocations()).containsExactly("/internal/users/" + user.id + "/sessions");
    }

    @Test
    @DisplayName("a passkey outlives a revocation that failed")
    void shouldKeepThePasskeyWhenItsSessionsCannotBeEnded() {
        UUID id = registered(user, authenticator());
        FakePeers.FAULTS.put("/internal/users/", 500);

        as(user).delete(PASSKEYS + id + "?revoke_sessions=true")
                .then()
                .statusCode(greaterThanOrEqualTo(500));

        FakePeers.FAULTS.clear();
        as(user).delete(PASSKEYS + id).then().statusCode(204);
    }

    @Test
    @DisplayName("the last way to sign in stays, however many deletions race for it")
    void shouldKeepTheLastPasskeyOfAUserWithoutPassword() throws Exception {
        List<UUID> ids = Stream.generate(() -> registered(user, authenticator())).limit(6).toList();
        ExecutorService clients = Executors.newFixedThreadPool(6);
        try (SettingsChange on =
                passkeys("keeps_last_method", settings -> settings.passkeys().keepsLastMethod())) {
            List<Future<Response>> answers =
                    ids.stream()
                            .map(id -> clients.submit(() -> as(user).delete(PASSKEYS + id)))
                            .toList();
            int kept = 0;
            for (Future<Response> answer : answers) {
                if (answer.get().statusCode() != 204) {
                    kept++;
                    refused(
                            answer.get(),
                            422,
                            "last_sign_in_method",
                            "This passkey is the only way to sign in; add another one first");
                }
            }
            assertThat(kept).isEqualTo(1);
            user.with("has_password", true);
            UUID last =
                    UUID.fromString(
                            as(user).get("/auth/v1/passkeys").jsonPath().getString("[0].id"));
            as(user).delete(PASSKEYS + last).then().statusCode(204);
        } finally {
            clients.shutdownNow();
        }
    }

    private SettingsChange passkeys(String flag, Predicate<ProjectSettings> arrived) {
        return SettingsChange.apply(
                bus, settings -> ((ObjectNode) settings.get("passkeys")).put(flag, true), arrived);
    }

    private SettingsChange relyingParty(String list, String origin) {
        return SettingsChange.apply(
                bus,
                settings -> ((ObjectNode) settings.get("relying_party")).putArray(list).add(origin),
                settings ->
                        settings.relyingParty().topOrigins().contains(origin)
                                || settings.relyingParty().relatedOrigins().contains(origin));
    }

    private static Tampering framedBy(String origin) {
        return crossOrigin().clientData(data -> data.put("topOrigin", origin));
    }

    private static Tampering crossOrigin() {
        return Tampering.none().crossOrigin();
    }

    private static String openedAal() {
        return FakePeers.CALLS.stream()
                .filter(call -> call.path().equals("/internal/sessions"))
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .body()
                .get("aal")
                .asText();
    }

    private static List<String> revocations() {
        return FakePeers.CALLS.stream()
                .filter(call -> call.method().equals("DELETE"))
                .map(FakePeers.Call::path)
                .toList();
    }

    private static JsonNode signal(Response response) {
        try {
            return JSON.readTree(decoded(response.header(SIGNAL)));
        } catch (JsonProcessingException notJson) {
            throw new AssertionError(notJson);
        }
    }

    private static String decoded(String base64url) {
        return new String(Base64.getUrlDecoder().decode(base64url), StandardCharsets.UTF_8);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static RequestSpecification as(TestUser user) {
        return given().header("Authorization", "Bearer " + user.token());
    }
}
