package dev.postern.credential;

import static dev.postern.credential.Ceremonies.authenticator;
import static dev.postern.credential.Ceremonies.body;
import static dev.postern.credential.Ceremonies.creationOptions;
import static dev.postern.credential.Ceremonies.failed;
import static dev.postern.credential.Ceremonies.postRegistration;
import static dev.postern.credential.Ceremonies.refused;
import static dev.postern.credential.Ceremonies.registered;
import static dev.postern.credential.Ceremonies.registration;
import static dev.postern.credential.Ceremonies.unreadable;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.testkit.PosternTestResource;
import dev.postern.testkit.TestBus;
import dev.postern.testkit.authenticator.AuthenticatorData;
import dev.postern.testkit.authenticator.KeyAlgorithm;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import dev.postern.testkit.authenticator.SoftwareAuthenticator.Attestation;
import dev.postern.testkit.authenticator.Tampering;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RegistrationVerifyTest {

    private static final String ROW = "SELECT * FROM auth.webauthn_credentials WHERE id = ?";
    private static final String COUNT =
            "SELECT count(*) FROM auth.webauthn_credentials WHERE user_id = ?";

    TestBus bus;
    TestUser user;

    @BeforeEach
    void newUser() {
        FakePeers.reset();
        user = TestUser.confirmed();
    }

    @Test
    @DisplayName("TestRegisterPasskeyHappyPath")
    void shouldStoreThePasskeyAndAnswerItsIdNameAndTime() {
        SoftwareAuthenticator authenticator = authenticator();

        String id =
                postRegistration(user, registration(user, authenticator))
                        .then()
                        .statusCode(200)
                        .contentType("application/json")
                        .body("$", aMapWithSize(3))
                        .body("friendly_name", is("Passkey"))
                        .body(
                                "created_at",
                                matchesPattern(
                                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{0,5}[1-9])?Z"))
                        .extract()
                        .path("id");

        Map<String, Object> row = Database.row(ROW, UUID.fromString(id));
        assertThat(row)
                .containsEntry("user_id", user.id)
                .containsEntry("attestation_type", "none")
                .containsEntry("aaguid", new UUID(0, 0))
                .containsEntry("sign_count", 1L)
                .containsEntry("backup_eligible", false)
                .containsEntry("backed_up", false)
                .containsEntry("uv_initialized", true)
                .containsEntry("clone_suspected_at", null)
                .containsEntry("last_used_at", null);
        assertThat(row.get("transports")).hasToString("[\"internal\"]");
        assertThat((byte[]) row.get("credential_id"))
                .isEqualTo(authenticator.credentials().get(0).id());
        assertThat(FakePeers.CHALLENGES).isEmpty();
    }

    @Test
    void shouldAcceptATrailingSlashAndAnyContentType() {
        given().header("Authorization", "bearer " + user.token())
                .contentType("text/plain")
                .body(registration(user, authenticator()).toString())
                .post(Ceremonies.REGISTER + "/")
                .then()
                .statusCode(200);
    }

    @Test
    void shouldNameThePasskeyAfterItsAuthenticator() {
        SoftwareAuthenticator authenticator =
                authenticator().aaguid(UUID.fromString("fbfc3007-154e-4ecc-8c0b-6e020557d7bd"));

        postRegistration(user, registration(user, authenticator))
                .then()
                .statusCode(200)
                .body("friendly_name", is("Apple Passwords"));
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyAlgorithm.class,
            names = {"ED448", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87"},
            mode = EnumSource.Mode.EXCLUDE)
    void shouldAcceptEveryOfferedAlgorithmWithSelfAttestation(KeyAlgorithm algorithm) {
        SoftwareAuthenticator authenticator =
                authenticator().algorithm(algorithm).attestation(Attestation.PACKED_SELF);

        UUID id = registered(user, authenticator);

        assertThat(Database.row(ROW, id)).containsEntry("attestation_type", "packed");
    }

    @Test
    void shouldStoreFlagsAndTransportsAsTheyCame() {
        SoftwareAuthenticator authenticator =
                authenticator()
                        .flags(AuthenticatorData.UP | AuthenticatorData.BE | AuthenticatorData.BS)
                        .transports("cable", "hybrid", "usb", "x-future");

        Map<String, Object> row = Database.row(ROW, registered(user, authenticator));

        assertThat(row)
                .containsEntry("backup_eligible", true)
                .containsEntry("backed_up", true)
                .containsEntry("uv_initialized", false);
        assertThat(row.get("transports")).hasToString("[\"hybrid\", \"usb\", \"x-future\"]");
    }

    @Test
    void shouldNeedNothingThatTheManualSerializerLeavesOut() {
        ObjectNode body =
                registration(
                        user,
                        authenticator(),
                        Tampering.none()
                                .response(
                                        json -> json.retain("clientDataJSON", "attestationObject"))
                                .credential(
                                        json ->
                                                json.remove(
                                                        List.of(
                                                                "clientExtensionResults",
                                                                "authenticatorAttachment"))));

        UUID id =
                UUID.fromString(
                        postRegistration(user, body).then().statusCode(200).extract().path("id"));

        assertThat(Database.row(ROW, id).get("transports")).hasToString("[]");
    }

    @Test
    void shouldTolerateTrailingPaddingInBinaryMembersButNotInTheId() {
        Tampering padded =
                Tampering.none()
                        .credential(json -> json.put("rawId", json.get("rawId").asText() + "="))
                        .response(
                                json ->
                                        json.put(
                                                "clientDataJSON",
                                                json.get("clientDataJSON").asText() + "=="));
        Tampering paddedId =
                Tampering.none().credential(json -> json.put("id", json.get("id").asText() + "="));

        postRegistration(user, registration(user, authenticator(), padded)).then().statusCode(200);
        unreadable(postRegistration(user, registration(user, authenticator(), paddedId)));
    }

    // Gates, in their order; none of them touches the challenge.

    @Test
    @DisplayName("TestRegisterVerifyUnauthenticated")
    void shouldRefuseACallWithoutBearer() {
        ObjectNode body = registration(user, authenticator());

        refused(
                given().body(body.toString()).post(Ceremonies.REGISTER),
                401,
                "no_authorization",
                "This endpoint requires a valid Bearer token");
        assertThat(FakePeers.CHALLENGES).hasSize(1);
    }

    @Test
    @DisplayName("TestRegistrationOptionsPasskeyDisabled (verify)")
    void shouldTellThatPasskeysAreOffBeforeAskingWhoCalls() {
        try (SettingsChange off = SettingsChange.passkeysOff(bus)) {
            refused(
                    given().body("nonsense").post(Ceremonies.REGISTER),
                    404,
                    "passkey_disabled",
                    "Passkeys are disabled");
        }
    }

    @Test
    void shouldRefuseTokensByTheRowsOfTheGateTable() {
        Map<String, Object> expired = new HashMap<>(user.claims());
        expired.put("exp", Instant.now().minusSeconds(1).getEpochSecond());
        Map<String, Object> noSub = new HashMap<>(user.claims());
        noSub.remove("sub");
        Map<String, Object> badSub = new HashMap<>(user.claims());
        badSub.put("sub", "42");
        Map<String, Object> badSession = new HashMap<>(user.claims());
        badSession.put("session_id", "42");

        gateRefuses(
                FakePeers.token(expired),
                403,
                "bad_jwt",
                "invalid JWT: unable to parse or verify signature, token has invalid claims: token"
                        + " is expired");
        gateRefuses(FakePeers.token(noSub), 403, "bad_jwt", "invalid claim: missing sub claim");
        gateRefuses(
                FakePeers.token(badSub), 400, "bad_jwt", "invalid claim: sub claim must be a UUID");
        gateRefuses(
                FakePeers.token(badSession),
                403,
                "bad_jwt",
                "invalid claim: session_id claim must be a UUID");
        gateRefuses(
                PosternTestResource.PUBLISHABLE_KEY,
                403,
                "bad_jwt",
                "invalid claim: missing sub claim");
    }

    @Test
    void shouldRefuseAUserWhoIsGoneSignedOutOrBannedInThisOrder() {
        gateRefuses(
                TestUser.confirmed().deleted().token(),
                403,
                "user_not_found",
                "User from sub claim in JWT does not exist");
        gateRefuses(
                TestUser.confirmed().with("banned", true).signedOut().token(),
                403,
                "session_not_found",
                "Session from session_id claim in JWT does not exist");
        gateRefuses(
                TestUser.confirmed().with("banned", true).token(),
                403,
                "user_banned",
                "User is banned");
    }

    @Test
    void shouldTreatATokenWithoutSessionAsItsUser() {
        Map<String, Object> claims = new HashMap<>(user.claims());
        claims.remove("session_id");
        user.with("has_verified_factor", true).aal2();

        gateRefuses(
                FakePeers.token(claims),
                403,
                "insufficient_aal",
                "AAL2 session is required to manage passkeys when MFA is enabled");
        user.with("banned", true);
        gateRefuses(FakePeers.token(claims), 403, "user_banned", "User is banned");
        user.deleted();
        gateRefuses(
                FakePeers.token(claims),
                403,
                "user_not_found",
                "User from sub claim in JWT does not exist");
    }

    @Test
    @DisplayName("TestRegistrationOptionsAnonymousUser (verify)")
    void shouldRefuseAnAnonymousUserBeforeAnythingElse() {
        user.anonymous().with("is_sso_user", true);

        gateRefuses(
                user.token(),
                403,
                "no_authorization",
                "Anonymous user not allowed to perform these actions");
    }

    @Test
    @DisplayName("TestRegisterVerifySSOUser")
    void shouldRefuseAnSsoUserBeforeAskingForAal2() {
        user.with("is_sso_user", true).with("has_verified_factor", true);

        gateRefuses(user.token(), 422, "validation_failed", "SSO users cannot register passkeys");
    }

    @Test
    @DisplayName("TestRegistrationVerifyBlockedAtAAL1WhenMFAEnabled")
    void shouldDemandAal2OfAUserWithAFactorAndKeepTheChallenge() {
        ObjectNode body = registration(user.with("has_verified_factor", true), authenticator());

        refused(
                postRegistration(user, body),
                403,
                "insufficient_aal",
                "AAL2 session is required to manage passkeys when MFA is enabled");
        assertThat(FakePeers.CHALLENGES).hasSize(1);
    }

    @Test
    @DisplayName("TestRegisterPasskeyAAL2HappyPathWhenMFAEnabled")
    void shouldRegisterAtAal2() {
        user.with("has_verified_factor", true).aal2();

        postRegistration(user, registration(user, authenticator())).then().statusCode(200);
    }

    @Test
    @DisplayName("S10: confirmation is demanded before the challenge is touched")
    void shouldDemandAConfirmedAddress() {
        user.with("email_confirmed", false);
        ObjectNode body = registration(user, authenticator());
        refused(postRegistration(user, body), 403, "email_not_confirmed", "Email not confirmed");

        user.with("has_email", false).with("has_phone", true);
        refused(postRegistration(user, body), 403, "phone_not_confirmed", "Phone not confirmed");

        assertThat(FakePeers.CHALLENGES).hasSize(1);
        user.with("phone_confirmed", true);
        postRegistration(user, body).then().statusCode(200);
    }

    // The body.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "null",
                "{",
                "{\"challenge_id\":1}",
                "{\"challenge_id\":[]}",
                "{\"challenge_id\":\"a\",\"challenge_id\":\"b\"}",
                "{} {}"
            })
    void shouldRefuseABodyThatIsNotTheJson(String body) {
        given().header("Authorization", "Bearer " + user.token())
                .body(body)
                .post(Ceremonies.REGISTER)
                .then()
                .statusCode(400)
                .body("error_code", is("bad_json"))
                .body("msg", startsWith("Could not parse request body as JSON: "));
    }

    @Test
    void shouldRefuseABodyOverOneMebibyteAsUnreadable() {
        refused(
                given().header("Authorization", "Bearer " + user.token())
                        .body("x".repeat(1_048_577))
                        .post(Ceremonies.REGISTER),
                400,
                "bad_json",
                "Could not read request body");
    }

    @Test
    @DisplayName("TestRegisterVerifyMissingFields")
    void shouldDemandBothMembers() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        refused(postRegistration(user, body), 400, "validation_failed", "challenge_id is required");
        refused(
                postRegistration(user, body.put("challenge_id", "")),
                400,
                "validation_failed",
                "challenge_id is required");
        refused(
                postRegistration(user, body.put("challenge_id", "no uuid")),
                400,
                "validation_failed",
                "credential is required");
    }

    @Test
    @DisplayName("TestRegisterVerifyInvalidChallengeID")
    void shouldDemandAUuid() {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("challenge_id", "no uuid");
        body.putObject("credential");

        refused(
                postRegistration(user, body),
                400,
                "validation_failed",
                "challenge_id must be a valid UUID");
    }

    @Test
    @DisplayName("TestRegisterVerifyChallengeNotFound")
    void shouldNotFindAnUnknownChallenge() {
        ObjectNode body = registration(user, authenticator());
        body.put("challenge_id", UUID.randomUUID().toString());

        refused(
                postRegistration(user, body),
                400,
                "webauthn_challenge_not_found",
                "Challenge not found or already used");
    }

    @Test
    @DisplayName("TestRegisterVerifyChallengeExpired")
    void shouldTellAnExpiredChallenge() {
        ObjectNode body = registration(user, authenticator());
        FakePeers.CHALLENGES.replaceAll(
                (id, lent) ->
                        new FakePeers.Challenge(
                                lent.type(),
                                lent.userId(),
                                lent.value(),
                                Instant.now().minusSeconds(1)));

        refused(
                postRegistration(user, body),
                400,
                "webauthn_challenge_expired",
                "Challenge has expired");
    }

    @Test
    @DisplayName("TestRegisterVerifyWrongUser")
    void shouldLeaveAnotherUsersChallengeIntact() {
        ObjectNode body = registration(user, authenticator());

        refused(
                postRegistration(TestUser.confirmed(), body),
                400,
                "webauthn_challenge_not_found",
                "Challenge not found or already used");
        postRegistration(user, body).then().statusCode(200);
    }

    @Test
    @DisplayName("TestRegisterVerifyWrongChallengeType")
    void shouldNotTakeAnAuthenticationChallenge() {
        UUID challenge = FakePeers.lend("authentication", null);
        ObjectNode credential = authenticator().register(creationOptions(challenge, user.id));

        refused(
                postRegistration(user, body(challenge, credential)),
                400,
                "webauthn_challenge_not_found",
                "Challenge not found or already used");
        assertThat(FakePeers.CHALLENGES).hasSize(1);
    }

    @Test
    void shouldSayWhoAnswersWhenItConsumes() {
        postRegistration(user, registration(user, authenticator())).then().statusCode(200);

        FakePeers.Call consume =
                FakePeers.CALLS.stream()
                        .filter(call -> call.path().endsWith("/consume"))
                        .findFirst()
                        .orElseThrow();
        assertThat(consume.body().toString())
                .isEqualTo(
                        ("{\"type\":\"registration\",\"user_id\":\"%s\",\"client\":\"127.0.0.1\","
                                        + "\"client_forwarded\":false}")
                                .formatted(user.id));
        assertThat(consume.headers()).containsKey("X-request-id");
    }

    // The credential.

    static Stream<Arguments> unreadableCredentials() {
        return Stream.of(
                Arguments.of("id missing", credential(json -> json.remove("id"))),
                Arguments.of("id not text", credential(json -> json.put("id", 1))),
                Arguments.of("id empty", credential(json -> json.put("id", ""))),
                Arguments.of("id not base64url", credential(json -> json.put("id", "a+b/"))),
                Arguments.of("rawId missing", credential(json -> json.remove("rawId"))),
                Arguments.of("rawId not text", credential(json -> json.put("rawId", true))),
                Arguments.of("type missing", credential(json -> json.remove("type"))),
                Arguments.of("type not text", credential(json -> json.put("type", 7))),
                Arguments.of("type other", credential(json -> json.put("type", "password"))),
                Arguments.of("response missing", credential(json -> json.remove("response"))),
                Arguments.of("response not object", credential(json -> json.put("response", "x"))),
                Arguments.of("clientDataJSON missing", response(r -> r.remove("clientDataJSON"))),
                Arguments.of("clientDataJSON number", response(r -> r.put("clientDataJSON", 1))),
                Arguments.of("clientDataJSON empty", response(r -> r.put("clientDataJSON", ""))),
                Arguments.of(
                        "clientDataJSON too long",
                        response(r -> r.put("clientDataJSON", "A".repeat(11_000)))),
                Arguments.of(
                        "attestationObject missing", response(r -> r.remove("attestationObject"))),
                Arguments.of(
                        "attestationObject array", response(r -> r.putArray("attestationObject"))),
                Arguments.of(
                        "attestationObject empty", response(r -> r.put("attestationObject", ""))),
                Arguments.of(
                        "attestationObject of one remaining character",
                        response(r -> r.put("attestationObject", "AAAAA"))),
                Arguments.of(
                        "attestationObject too long",
                        response(r -> r.put("attestationObject", "A".repeat(90_000)))),
                Arguments.of("transports not an array", response(r -> r.put("transports", "usb"))),
                Arguments.of("transport not text", response(r -> r.putArray("transports").add(1))),
                Arguments.of(
                        "transport not printable",
                        response(r -> r.putArray("transports").add("u\0sb"))),
                Arguments.of(
                        "client data not JSON",
                        Tampering.none().clientDataBytes(bytes -> new byte[] {'{'})),
                Arguments.of(
                        "client data not UTF-8",
                        Tampering.none().clientDataBytes(bytes -> new byte[] {(byte) 0xff})),
                Arguments.of(
                        "client data an array",
                        Tampering.none().clientDataBytes(bytes -> new byte[] {'[', ']'})),
                Arguments.of(
                        "token binding not an object",
                        Tampering.none().clientData(json -> json.put("tokenBinding", "x"))),
                Arguments.of(
                        "token binding without status",
                        Tampering.none().clientData(json -> json.putObject("tokenBinding"))),
                Arguments.of(
                        "token binding status unknown",
                        Tampering.none()
                                .clientData(
                                        json ->
                                                json.putObject("tokenBinding")
                                                        .put("status", "maybe"))),
                Arguments.of(
                        "crossOrigin not boolean",
                        Tampering.none().clientData(json -> json.put("crossOrigin", "no"))),
                Arguments.of(
                        "attestation object not CBOR",
                        Tampering.none().attestationObjectBytes(bytes -> new byte[] {'{', '}'})),
                Arguments.of(
                        "attestation object not a map",
                        Tampering.none().attestationObjectBytes(bytes -> new byte[] {(byte) 0x80})),
                Arguments.of(
                        "attestation object nested deeply",
                        Tampering.none()
                                .attestationObjectBytes(
                                        bytes -> {
                                            byte[] deep = new byte[60_000];
                                            Arrays.fill(deep, (byte) 0x81);
                                            return deep;
                                        })),
                Arguments.of(
                        "attestation object of absurd length",
                        Tampering.none()
                                .attestationObjectBytes(
                                        bytes ->
                                                new byte[] {
                                                    0x5b, 0x7f, -1, -1, -1, -1, -1, -1, -1
                                                })),
                Arguments.of(
                        "fmt missing", Tampering.none().attestationObject(o -> o.remove("fmt"))),
                Arguments.of(
                        "fmt not text", Tampering.none().attestationObject(o -> o.put("fmt", 1))),
                Arguments.of(
                        "attestation object without authData",
                        Tampering.none().attestationObject(o -> o.remove("authData"))),
                Arguments.of(
                        "authData not bytes",
                        Tampering.none().attestationObject(o -> o.put("authData", "text"))),
                Arguments.of(
                        "authData empty",
                        Tampering.none().attestationObject(o -> o.put("authData", new byte[0]))),
                Arguments.of("leftover bytes", Tampering.none().leftover(0)),
                Arguments.of(
                        "AT clear but data present", Tampering.none().clear(AuthenticatorData.AT)),
                Arguments.of(
                        "AT clear, no data",
                        Tampering.none()
                                .clear(AuthenticatorData.AT)
                                .authenticatorData(data -> data.coseKey = null)),
                Arguments.of(
                        "AT set, no data",
                        Tampering.none().authenticatorData(data -> data.coseKey = null)),
                Arguments.of("ED set, no extensions", Tampering.none().set(AuthenticatorData.ED)),
                Arguments.of(
                        "credential id length beyond the end",
                        Tampering.none()
                                .authenticatorData(data -> data.credentialIdLength = 1023)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadableCredentials")
    void shouldRefuseAnUnreadableCredentialAndBurnTheChallenge(String what, Tampering tampering) {
        ObjectNode body = registration(user, authenticator(), tampering);

        unreadable(postRegistration(user, body));

        assertThat(FakePeers.CHALLENGES).isEmpty();
        assertThat(Database.count(COUNT, user.id)).isZero();
    }

    @Test
    void shouldRefuseANullCredentialOnlyAfterTheChallenge() {
        UUID challenge = FakePeers.lend("registration", user.id);
        ObjectNode body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("challenge_id", challenge.toString())
                        .putNull("credential");

        unreadable(postRegistration(user, body));
        assertThat(FakePeers.CHALLENGES).isEmpty();
    }

    static Stream<Arguments> wrongAnswers() {
        byte[] other = new byte[32];
        return Stream.of(
                Arguments.of("type of the other ceremony", Tampering.none().type("webauthn.get")),
                Arguments.of("type missing", clientData(json -> json.remove("type"))),
                Arguments.of("type not text", clientData(json -> json.put("type", 1))),
                Arguments.of("challenge differs", Tampering.none().challenge("AAAA")),
                Arguments.of("challenge missing", clientData(json -> json.remove("challenge"))),
                Arguments.of("challenge empty", Tampering.none().challenge("")),
                Arguments.of(
                        "challenge padded",
                        clientData(
                                json ->
                                        json.put(
                                                "challenge",
                                                json.get("challenge").asText() + "="))),
                Arguments.of("origin differs", Tampering.none().origin("http://localhost:8001")),
                Arguments.of("origin scheme", Tampering.none().origin("https://localhost:8000")),
                Arguments.of(
                        "origin that only starts like ours",
                        Tampering.none().origin("http://localhost:8000.attacker.test")),
                Arguments.of(
                        "origin with a path", Tampering.none().origin("http://localhost:8000/x")),
                Arguments.of(
                        "origin with a user",
                        Tampering.none().origin("http://localhost:8000@attacker.test")),
                Arguments.of("origin missing", clientData(json -> json.remove("origin"))),
                Arguments.of("origin null text", Tampering.none().origin("null")),
                Arguments.of("framed by another origin", Tampering.none().crossOrigin()),
                Arguments.of(
                        "top origin",
                        clientData(json -> json.put("topOrigin", "https://attacker.test"))),
                Arguments.of("rpIdHash differs", Tampering.none().rpId("attacker.test")),
                Arguments.of("user not present", Tampering.none().clear(AuthenticatorData.UP)),
                Arguments.of("S12: BS without BE", Tampering.none().set(AuthenticatorData.BS)),
                Arguments.of("id differs", Tampering.none().id(other)),
                Arguments.of("rawId differs", Tampering.none().rawId(other)),
                Arguments.of("id and rawId differ", Tampering.none().id(other).rawId(other)),
                Arguments.of("algorithm not offered", Tampering.none().algorithm(-47)),
                Arguments.of("algorithm of another curve", Tampering.none().algorithm(-35)),
                Arguments.of("point not on the curve", Tampering.none().offCurve()),
                Arguments.of(
                        "coordinate missing",
                        Tampering.none().authenticatorData(data -> data.coseKey.remove(-3L))),
                Arguments.of(
                        "key type unknown",
                        Tampering.none().authenticatorData(data -> data.coseKey.put(1L, 9L))),
                Arguments.of(
                        "key without algorithm",
                        Tampering.none().authenticatorData(data -> data.coseKey.remove(3L))),
                Arguments.of(
                        "credential id too long",
                        Tampering.none()
                                .authenticatorData(
                                        data -> {
                                            data.credentialId = new byte[1024];
                                            data.credentialIdLength = 1024;
                                        })
                                .id(new byte[1024])
                                .rawId(new byte[1024])),
                Arguments.of("format unknown", Tampering.none().format("unregistered")),
                Arguments.of(
                        "none with a statement",
                        Tampering.none()
                                .attestationObject(o -> o.put("attStmt", Map.of("alg", -7L)))),
                Arguments.of("packed without a statement", Tampering.none().format("packed")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongAnswers")
    void shouldRefuseAWrongAnswerAndBurnTheChallenge(String what, Tampering tampering) {
        ObjectNode body = registration(user, authenticator(), tampering);

        failed(postRegistration(user, body));

        assertThat(FakePeers.CHALLENGES).isEmpty();
        assertThat(Database.count(COUNT, user.id)).isZero();
    }

    @Test
    void shouldRefuseASelfAttestationThatDoesNotVerify() {
        SoftwareAuthenticator authenticator = authenticator().attestation(Attestation.PACKED_SELF);

        failed(
                postRegistration(
                        user, registration(user, authenticator, Tampering.none().badSignature())));
        failed(
                postRegistration(
                        user,
                        registration(
                                user,
                                authenticator,
                                Tampering.none()
                                        .attestationObject(
                                                object ->
                                                        ((Map<String, Object>)
                                                                        object.get("attStmt"))
                                                                .put("alg", -35L)))));
    }

    @Test
    void shouldRefuseAReplayedRegistration() {
        ObjectNode body = registration(user, authenticator());
        postRegistration(user, body).then().statusCode(200);

        refused(
                postRegistration(user, body),
                400,
                "webauthn_challenge_not_found",
                "Challenge not found or already used");
    }

    @Test
    void shouldAcceptOriginsWithoutRegardToCaseAndDefaultPortsAndAppOriginsVerbatim() {
        String app = "android:apk-key-hash:" + "k".repeat(43);
        try (SettingsChange origins =
                SettingsChange.origins(bus, "https://Login.Example.org", app)) {
            for (String origin :
                    List.of("https://login.example.org:443", "HTTPS://LOGIN.example.org", app)) {
                postRegistration(
                                user,
                                registration(
                                        user, authenticator(), Tampering.none().origin(origin)))
                        .then()
                        .statusCode(200);
            }
            failed(
                    postRegistration(
                            user,
                            registration(
                                    user,
                                    authenticator(),
                                    Tampering.none().origin(app.toUpperCase(Locale.ROOT)))));
        }
    }

    // Storing.

    @Test
    @DisplayName("TestRegisterVerifyCapEnforcedAtVerifyTime")
    void shouldEnforceTheCapWhenItStores() {
        try (SettingsChange cap = SettingsChange.maxPerUser(bus, 1)) {
            ObjectNode first = registration(user, authenticator());
            ObjectNode second = registration(user, authenticator());
            postRegistration(user, first).then().statusCode(200);

            refused(
                    postRegistration(user, second),
                    422,
                    "too_many_passkeys",
                    "Maximum number of passkeys reached");
        }
    }

    @Test
    void shouldRefuseACredentialThatAnybodyHasAlready() {
        SoftwareAuthenticator authenticator = authenticator();
        registered(user, authenticator);
        byte[] id = authenticator.credentials().get(0).id();
        TestUser other = TestUser.confirmed();
        Tampering sameId =
                Tampering.none().authenticatorData(data -> data.credentialId = id).id(id).rawId(id);

        refused(
                postRegistration(other, registration(other, authenticator(), sameId)),
                422,
                "webauthn_credential_exists",
                "This credential is already registered");
    }

    @Test
    void shouldSpeakNamedCodesToAClientThatAsksForThem() {
        given().header("Authorization", "Bearer " + user.token())
                .header("X-Supabase-Api-Version", "2024-01-01")
                .body("{}")
                .post(Ceremonies.REGISTER)
                .then()
                .statusCode(400)
                .header("X-Supabase-Api-Version", "2024-01-01")
                .body("$", aMapWithSize(2))
                .body("code", is("validation_failed"))
                .body("message", is("challenge_id is required"));
    }

    private void gateRefuses(String token, int status, String code, String message) {
        int before = FakePeers.CHALLENGES.size();
        ObjectNode body = registration(user, authenticator());

        refused(
                given().header("Authorization", "Bearer " + token)
                        .body(body.toString())
                        .post(Ceremonies.REGISTER),
                status,
                code,
                message);
        assertThat(FakePeers.CHALLENGES).hasSize(before + 1);
    }

    private static Tampering credential(Consumer<ObjectNode> change) {
        return Tampering.none().credential(change);
    }

    private static Tampering response(Consumer<ObjectNode> change) {
        return Tampering.none().response(change);
    }

    private static Tampering clientData(Consumer<ObjectNode> change) {
        return Tampering.none().clientData(change);
    }
}
