package dev.postern.challenge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.postern.testkit.PosternTestResource;
import dev.postern.testkit.TestBus;
import dev.postern.testkit.TestSettings;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ChallengeServiceTest
class RegistrationOptionsTest {

    private static final String PATH = "/auth/v1/passkeys/registration/options";
    private static final AtomicLong SEQUENCE = new AtomicLong();

    private final UUID user = UUID.randomUUID();
    private final UUID session = UUID.randomUUID();

    TestBus bus;

    @BeforeEach
    void awaitReady() {
        bus.publishSettings(TestSettings.standard());
        await().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    private ValidatableResponse options() {
        return options(TestTokens.of(user, session));
    }

    private static ValidatableResponse options(String token) {
        return given().header("Authorization", "Bearer " + token)
                .header("X-Supabase-Api-Version", "2024-01-01")
                .contentType("application/json;charset=UTF-8")
                .body("{}")
                .post(PATH)
                .then();
    }

    private static void assertRefused(
            ValidatableResponse response, int status, String code, String message) {
        response.statusCode(status)
                .header("x-sb-error-code", code)
                .body("code", equalTo(code))
                .body("message", equalTo(message));
    }

    private void publishUser(Map<String, Object> changes) {
        publishUser(SEQUENCE.incrementAndGet(), changes);
    }

    private void publishUser(long sequence, Map<String, Object> changes) {
        Map<String, Object> data = new java.util.HashMap<>();
        data.put("id", user);
        data.put("email_hash", null);
        data.put("has_email", true);
        data.put("email_confirmed", true);
        data.put("has_phone", false);
        data.put("phone_confirmed", false);
        data.put("banned_until", null);
        data.put("is_anonymous", false);
        data.put("is_sso_user", false);
        data.put("has_verified_factor", false);
        data.put("deleted", false);
        data.putAll(changes);
        bus.publish(
                "postern.users.v1",
                "dev.postern.users.updated",
                user.toString(),
                sequence,
                UUID.randomUUID(),
                json(data));
    }

    private void publishCredential(String credentialId, List<String> transports, int second) {
        UUID id = UUID.nameUUIDFromBytes(credentialId.getBytes(StandardCharsets.UTF_8));
        publishCredential(id, credentialId, transports, second, false);
    }

    private void publishCredential(
            UUID id, String credentialId, List<String> transports, int second, boolean deleted) {
        bus.publish(
                "postern.credentials.v1",
                deleted ? "dev.postern.credentials.deleted" : "dev.postern.credentials.registered",
                id.toString(),
                SEQUENCE.incrementAndGet(),
                UUID.randomUUID(),
                json(
                        Map.of(
                                "id",
                                id,
                                "user_id",
                                user,
                                "credential_id",
                                credentialId,
                                "friendly_name",
                                "Passkey",
                                "transports",
                                transports,
                                "created_at",
                                Instant.ofEpochSecond(second).toString(),
                                "deleted",
                                deleted)));
    }

    private static String json(Map<String, Object> data) {
        try {
            return new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(data);
        } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void testRegistrationOptionsSuccess() {
        JsonPath answer = options().statusCode(200).extract().jsonPath();

        assertThat(answer.<Object, Object>getMap("").keySet())
                .isEqualTo(Set.of("challenge_id", "expires_at", "options"));
        assertThat(answer.getMap("options").keySet())
                .isEqualTo(
                        Set.of(
                                "rp",
                                "user",
                                "challenge",
                                "pubKeyCredParams",
                                "timeout",
                                "authenticatorSelection",
                                "attestation"));
        assertThat(answer.getMap("options.rp"))
                .isEqualTo(Map.of("name", "Postern", "id", "localhost"));
        assertThat(answer.getString("options.user.name")).isEqualTo("ada@example.org");
        assertThat(answer.getString("options.user.displayName")).isEqualTo("ada@example.org");
        assertThat(Base64.getUrlDecoder().decode(answer.getString("options.user.id")))
                .isEqualTo(user.toString().getBytes(StandardCharsets.US_ASCII));
        assertThat(answer.getList("options.pubKeyCredParams.alg", Integer.class))
                .containsExactly(-7, -35, -36, -257, -258, -259, -37, -38, -39, -8);
        assertThat(answer.getList("options.pubKeyCredParams.type", String.class))
                .containsOnly("public-key");
        assertThat(answer.getMap("options.authenticatorSelection"))
                .isEqualTo(
                        Map.of(
                                "residentKey",
                                "required",
                                "requireResidentKey",
                                true,
                                "userVerification",
                                "preferred"));
        assertThat(answer.getString("options.attestation")).isEqualTo("none");
        assertThat(answer.getLong("options.timeout")).isEqualTo(300_000);
    }

    @Test
    void testWebAuthnUserDisplayNameFromMetadata() {
        options(TestTokens.of(user, session, Map.of("user_metadata", Map.of("name", "Ada L."))))
                .statusCode(200)
                .body("options.user.name", equalTo("ada@example.org"))
                .body("options.user.displayName", equalTo("Ada L."));
        options(TestTokens.of(user, session, Map.of("user_metadata", Map.of("name", ""))))
                .body("options.user.displayName", equalTo("ada@example.org"));
        options(TestTokens.of(user, session, Map.of("user_metadata", Map.of("name", 7))))
                .body("options.user.displayName", equalTo("ada@example.org"));
    }

    @Test
    void testWebAuthnUserWithPhone() {
        options(TestTokens.of(user, session, Map.of("email", "", "phone", "15551234567")))
                .statusCode(200)
                .body("options.user.name", equalTo("15551234567"));
    }

    @Test
    void testRegistrationOptionsWithExistingPasskeys() {
        publishCredential("c2Vjb25k", List.of("internal", "hybrid"), 2);
        publishCredential("Zmlyc3Q", List.of(), 1);

        await().untilAsserted(
                        () ->
                                options()
                                        .statusCode(200)
                                        .body("options.excludeCredentials", hasSize(2)));
        JsonPath answer = options().extract().jsonPath();
        assertThat(answer.getMap("options.excludeCredentials[0]"))
                .isEqualTo(Map.of("type", "public-key", "id", "Zmlyc3Q"));
        assertThat(answer.getMap("options.excludeCredentials[1]"))
                .isEqualTo(
                        Map.of(
                                "type",
                                "public-key",
                                "id",
                                "c2Vjb25k",
                                "transports",
                                List.of("internal", "hybrid")));
    }

    @Test
    void shouldForgetADeletedCredentialAndSurviveItsTombstone() {
        UUID id = UUID.randomUUID();
        publishCredential(id, "Z29uZQ", List.of(), 1, false);
        await().untilAsserted(() -> options().body("options.excludeCredentials", hasSize(1)));

        publishCredential(id, "Z29uZQ", List.of(), 1, true);
        bus.publish(
                "postern.credentials.v1",
                "dev.postern.credentials.deleted",
                id.toString(),
                SEQUENCE.incrementAndGet(),
                UUID.randomUUID(),
                null);

        await().untilAsserted(
                        () ->
                                assertThat(
                                                options()
                                                        .statusCode(200)
                                                        .extract()
                                                        .jsonPath()
                                                        .getMap("options"))
                                        .doesNotContainKey("excludeCredentials"));
    }

    @Test
    void testRegistrationOptionsTooManyPasskeys() {
        for (int i = 0; i < 10; i++) {
            publishCredential("a2V5" + i, List.of(), i);
        }

        await().untilAsserted(
                        () ->
                                assertRefused(
                                        options(),
                                        422,
                                        "too_many_passkeys",
                                        "Maximum number of passkeys reached"));
    }

    @Test
    void testRegistrationOptionsUnauthenticated() {
        given().header("X-Supabase-Api-Version", "2024-01-01")
                .post(PATH)
                .then()
                .statusCode(401)
                .body("code", equalTo("no_authorization"))
                .body("message", equalTo("This endpoint requires a valid Bearer token"));
        assertRefused(
                options(PosternTestResource.PUBLISHABLE_KEY),
                403,
                "bad_jwt",
                "invalid claim: missing sub claim");
    }

    @Test
    void testRegistrationOptionsAnonymousUser() {
        assertRefused(
                options(TestTokens.of(user, session, Map.of("is_anonymous", true))),
                403,
                "no_authorization",
                "Anonymous user not allowed to perform these actions");
    }

    @Test
    void testRegistrationOptionsSSOUser() {
        publishUser(Map.of("is_sso_user", true));

        await().untilAsserted(
                        () ->
                                assertRefused(
                                        options(),
                                        422,
                                        "validation_failed",
                                        "SSO users cannot register passkeys"));
    }

    @Test
    void testRegistrationOptionsBlockedAtAAL1WhenMFAEnabled() {
        publishUser(Map.of("has_verified_factor", true));

        await().untilAsserted(
                        () ->
                                assertRefused(
                                        options(),
                                        403,
                                        "insufficient_aal",
                                        "AAL2 session is required to manage passkeys when MFA is"
                                                + " enabled"));
        options(TestTokens.of(user, session, Map.of("aal", "aal2"))).statusCode(200);
    }

    @Test
    void shouldRefuseAnUnconfirmedUser() {
        publishUser(Map.of("email_confirmed", false));

        await().untilAsserted(
                        () ->
                                assertRefused(
                                        options(),
                                        403,
                                        "email_not_confirmed",
                                        "Email not confirmed"));
    }

    @Test
    void shouldRefuseABannedUserUntilTheBanEnds() {
        publishUser(Map.of("banned_until", Instant.now().plusSeconds(3600).toString()));
        await().untilAsserted(() -> assertRefused(options(), 403, "user_banned", "User is banned"));

        publishUser(Map.of("banned_until", Instant.now().minusSeconds(1).toString()));
        await().untilAsserted(() -> options().statusCode(200));
    }

    @Test
    void shouldRefuseADeletedUser() {
        publishUser(Map.of("deleted", true));

        await().untilAsserted(
                        () ->
                                assertRefused(
                                        options(),
                                        403,
                                        "user_not_found",
                                        "User from sub claim in JWT does not exist"));
    }

    @Test
    void shouldRefuseARevokedSessionAndNoOther() {
        bus.publish(
                "postern.sessions.v1",
                "dev.postern.sessions.revoked",
                session.toString(),
                1,
                UUID.randomUUID(),
                json(
                        Map.of(
                                "id",
                                session,
                                "user_id",
                                user,
                                "reason",
                                "logout",
                                "access_expires_at",
                                Instant.now().plusSeconds(600).toString())));

        await().untilAsserted(
                        () ->
                                assertRefused(
                                        options(),
                                        403,
                                        "session_not_found",
                                        "Session from session_id claim in JWT does not exist"));
        options(TestTokens.of(user, UUID.randomUUID())).statusCode(200);
    }

    @Test
    void shouldKeepTheNewestEventHoweverLateAnOlderOneArrives() {
        publishUser(1000, Map.of("is_sso_user", true));
        await().untilAsserted(() -> options().statusCode(422));

        publishUser(999, Map.of("is_sso_user", false));
        publishUser(1001, Map.of("is_sso_user", true, "has_verified_factor", true));
        publishUser(998, Map.of());

        await().during(java.time.Duration.ofMillis(500))
                .untilAsserted(() -> options().statusCode(422));
    }

    @Test
    void shouldPutAPoisonEventAsideAndProjectTheNext() {
        bus.publish(
                "postern.users.v1",
                "dev.postern.users.updated",
                user.toString(),
                SEQUENCE.incrementAndGet(),
                UUID.randomUUID(),
                "{\"id\":");
        publishUser(Map.of("is_sso_user", true));

        await().untilAsserted(() -> options().statusCode(422));
        await().untilAsserted(
                        () ->
                                assertThat(bus.events("postern.users.v1.dlq"))
                                        .anyMatch(e -> e.key().equals(user.toString())));
    }
}
