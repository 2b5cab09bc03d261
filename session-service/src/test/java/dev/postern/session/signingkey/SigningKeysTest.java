package dev.postern.session.signingkey;

import static dev.postern.session.Refusals.assertRefused;
import static dev.postern.session.Refusals.assertRefusedToOldClient;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.postern.session.SessionConfig;
import dev.postern.session.SessionServiceTest;
import dev.postern.session.audit.AuditLog;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SigningKeysTest extends SessionServiceTest {

    private static final byte[] MASTER = new byte[32];
    private static final byte[] OTHER = "another key of thirty-two bytes!".getBytes(US_ASCII);

    @Inject KeyRing ring;
    @Inject SigningKeyRepository repository;
    @Inject AuditLog audit;
    @Inject SessionConfig config;
    @Inject KeySeal seal;
    @Inject SigningKeys keys;

    @AfterEach
    void useRingOfDatabase() throws Throwable {
        VertxContextSupport.subscribeAndAwait(keys::reread);
    }

    @Test
    void shouldPublishPublicHalvesOnly() {
        given().get("/auth/v1/.well-known/jwks.json")
                .then()
                .statusCode(200)
                .header("Cache-Control", "public, max-age=600")
                .body("keys.size()", greaterThanOrEqualTo(2))
                .body("keys[0].kty", equalTo("EC"))
                .body("keys[0].crv", equalTo("P-256"))
                .body("keys[0].alg", equalTo("ES256"))
                .body("keys[0].use", equalTo("sig"))
                .body("keys[0].key_ops", equalTo(List.of("verify")))
                .body("keys[0].x", matchesPattern("[A-Za-z0-9_-]{43}"))
                .body("keys[0].y", matchesPattern("[A-Za-z0-9_-]{43}"))
                .body("keys[0].d", nullValue());
    }

    @Test
    void shouldKeepKeysAcrossStarts() throws Throwable {
        List<String> before = kids();

        VertxContextSupport.subscribeAndAwait(() -> ring.tend(3600));

        assertThat(kids()).isEqualTo(before);
    }

    @Test
    void shouldMakeOneRingWhenReplicasStartTogether() {
        database.change("DELETE FROM auth.signing_keys");

        List<List<String>> seen =
                IntStream.range(0, 6)
                        .mapToObj(i -> CompletableFuture.supplyAsync(this::startReplica))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(kids()).hasSize(2);
        assertThat(seen).allSatisfy(ring -> assertThat(ring).isEqualTo(kids()));
    }

    @Test
    void shouldKeepPrivateHalvesSealed() {
        byte[] secret = "private key".getBytes(StandardCharsets.UTF_8);

        byte[] sealed = seal.seal("kid", secret);

        assertThat(seal.open("kid", sealed).secret()).isEqualTo(secret);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("private");
        assertThatThrownBy(() -> seal.open("other kid", sealed))
                .hasMessageContaining("POSTERN_MASTER_KEY does not open the signing keys");
    }

    @Test
    void shouldSignWithNextKeyAfterRotationAndVerifyWithPrevious() {
        letRotate();
        Response before = signUp(newEmail());
        String next = kidIn("next");
        String current = kidIn("current");

        Response rotated = admin().post("/auth/v1/admin/signing-keys/rotate");

        rotated.then()
                .statusCode(200)
                .body("keys.find { it.state == 'current' }.kid", equalTo(next));
        assertThat(part(before, 0).path("kid").asText()).isEqualTo(current);
        Response after = refresh(refreshToken(before));
        assertThat(part(after, 0).path("kid").asText()).isEqualTo(next);
        as(before).get("/auth/v1/user").then().statusCode(200);
        as(after).get("/auth/v1/user").then().statusCode(200);
        assertThat(published()).contains(current, next, kidIn("next")).doesNotHaveDuplicates();
        assertThat(
                        database.list(
                                "SELECT payload ->> 'actor_username' FROM auth.audit_log_entries"
                                        + " WHERE payload ->> 'action' = 'signing_keys_rotated'"))
                .contains("service_role");
    }

    @Test
    void shouldRotateOnceWhenAskedTwiceAtOnce() {
        letRotate();
        String next = kidIn("next");

        List<Integer> answers =
                IntStream.range(0, 6)
                        .mapToObj(
                                i ->
                                        CompletableFuture.supplyAsync(
                                                () ->
                                                        admin().post(
                                                                        "/auth/v1/admin/signing-keys/rotate")
                                                                .statusCode()))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(answers).containsOnlyOnce(200).containsOnly(200, 409);
        assertThat(kidIn("current")).isEqualTo(next);
        Response tooSoon = admin().post("/auth/v1/admin/signing-keys/rotate");
        assertRefused(
                tooSoon,
                409,
                "conflict",
                "The signing keys were rotated a moment ago; the next key is not yet known"
                        + " everywhere");
        tooSoon.then().header("Retry-After", matchesPattern("[1-9]\\d*"));
    }

    @Test
    void shouldRotateBySchedule() {
        letRotate();
        String next = kidIn("next");
        database.change(
                "UPDATE auth.signing_keys SET state_changed_at = now() - interval '91 days'"
                        + " WHERE state = 'current'");

        List<List<String>> seen =
                IntStream.range(0, 4)
                        .mapToObj(i -> CompletableFuture.supplyAsync(this::startReplica))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(kidIn("current")).isEqualTo(next);
        assertThat(seen).allSatisfy(ring -> assertThat(ring).isEqualTo(kids()));
    }

    @Test
    void shouldForgetKeyOnceItsLastTokenHasExpired() throws Throwable {
        letRotate();
        String retired = kidIn("current");
        admin().post("/auth/v1/admin/signing-keys/rotate").then().statusCode(200);
        retiredAgo(retired, 3600 + 600 - 60);
        VertxContextSupport.subscribeAndAwait(keys::reread);
        assertThat(published()).contains(retired);

        retiredAgo(retired, 3600 + 600 + 60);
        VertxContextSupport.subscribeAndAwait(keys::reread);

        assertThat(published()).doesNotContain(retired);
        assertThat(kids()).doesNotContain(retired);
    }

    @Test
    void shouldKeepKeyAsLongAsItsLongestTokenLives() throws Throwable {
        letRotate();
        String retired = kidIn("current");
        VertxContextSupport.subscribeAndAwait(() -> ring.tend(86_400));
        VertxContextSupport.subscribeAndAwait(() -> ring.tend(3600));
        admin().post("/auth/v1/admin/signing-keys/rotate").then().statusCode(200);

        retiredAgo(retired, 86_400);
        VertxContextSupport.subscribeAndAwait(keys::reread);

        assertThat(published()).contains(retired);
    }

    @Test
    void shouldFollowRotationOfAnotherReplicaWhenItMeetsItsToken() {
        letRotate();
        database.change("UPDATE auth.signing_keys SET state = 'previous' WHERE state = 'current'");
        database.change("UPDATE auth.signing_keys SET state = 'current' WHERE state = 'next'");

        startReplica();

        await().untilAsserted(
                        () -> {
                            VertxContextSupport.subscribeAndAwait(
                                    () -> keys.find(kidIn("next")).map(Optional::isPresent));
                            assertThat(keys.current().kid()).isEqualTo(kidIn("current"));
                        });
    }

    @Test
    void shouldRotateForAdministratorsOnly() {
        assertRefused(
                as(signUp(newEmail())).post("/auth/v1/admin/signing-keys/rotate"),
                403,
                "not_admin",
                "User not allowed");
        assertRefused(
                client().post("/auth/v1/admin/signing-keys/rotate"),
                403,
                "not_admin",
                "User not allowed");
        assertRefusedToOldClient(
                oldClient().post("/auth/v1/admin/signing-keys/rotate"),
                401,
                "no_authorization",
                "This endpoint requires a valid Bearer token");
    }

    @Test
    void shouldSealKeysAnewWhenMasterKeyWasExchanged() {
        SigningKeyEntity entity = new SigningKeyEntity();
        entity.kid = kidIn("current");
        entity.state = "current";
        entity.publicKey =
                hex(
                        "SELECT encode(public_key, 'hex') FROM auth.signing_keys"
                                + " WHERE state = 'current'");
        entity.sealedPrivateKey =
                hex(
                        "SELECT encode(sealed_private_key, 'hex') FROM auth.signing_keys"
                                + " WHERE state = 'current'");
        byte[] before = entity.sealedPrivateKey;

        SigningKey opened = exchanged(OTHER, MASTER).open(entity);

        assertThat(opened.kid()).isEqualTo(entity.kid);
        assertThat(entity.sealedPrivateKey).isNotEqualTo(before);
        assertThatThrownBy(() -> seal.open(entity.kid, entity.sealedPrivateKey))
                .hasMessageContaining("POSTERN_MASTER_KEY_PREVIOUS");
        byte[] resealed = entity.sealedPrivateKey;
        exchanged(OTHER, MASTER).open(entity);
        assertThat(entity.sealedPrivateKey).isSameAs(resealed);
    }

    @Test
    void shouldSealWholeRingAnewInTheDatabaseAndKeepTheKeys() throws Throwable {
        List<String> before = kids();

        tendWith(exchanged(OTHER, MASTER));

        assertThat(kids()).isEqualTo(before);
        assertThatThrownBy(() -> VertxContextSupport.subscribeAndAwait(keys::reread))
                .hasMessageContaining("POSTERN_MASTER_KEY does not open the signing keys");
        tendWith(exchanged(OTHER, OTHER));
        tendWith(exchanged(MASTER, OTHER));
        VertxContextSupport.subscribeAndAwait(keys::reread);
        assertThat(kids()).isEqualTo(before);
    }

    private void tendWith(Es256Keys factory) throws Throwable {
        KeyRing replica = new KeyRing(repository, factory, audit, config);
        VertxContextSupport.subscribeAndAwait(
                () -> Panache.withTransaction(() -> replica.tend(3600)));
    }

    @Test
    void shouldDescribeItselfToVerifiersOfTokens() {
        given().get("/auth/v1/.well-known/openid-configuration")
                .then()
                .statusCode(200)
                .body("issuer", equalTo("http://localhost:8000/auth/v1"))
                .body("jwks_uri", equalTo("http://localhost:8000/auth/v1/.well-known/jwks.json"))
                .body("token_endpoint", equalTo("http://localhost:8000/auth/v1/token"))
                .body("userinfo_endpoint", equalTo("http://localhost:8000/auth/v1/user"))
                .body("id_token_signing_alg_values_supported", equalTo(List.of("ES256")));
        assertThat(claims(signUp(newEmail())).path("iss").asText())
                .isEqualTo("http://localhost:8000/auth/v1");
    }

    /** The factory of a replica that was started with these master keys. */
    private static Es256Keys exchanged(byte[] current, byte[] previous) {
        SessionConfig config = mock(SessionConfig.class);
        Base64.Encoder base64 = Base64.getEncoder();
        when(config.masterKey()).thenReturn(Optional.of(base64.encodeToString(current)));
        when(config.masterKeyPrevious()).thenReturn(Optional.of(base64.encodeToString(previous)));
        MasterKey masterKey = new MasterKey(config);
        masterKey.read();
        return new Es256Keys(new KeySeal(masterKey));
    }

    /** As if the last rotation were long ago. */
    private void letRotate() {
        database.change(
                "UPDATE auth.signing_keys SET state_changed_at = now() - interval '11 minutes'");
    }

    private void retiredAgo(String kid, int seconds) {
        database.change(
                "UPDATE auth.signing_keys SET state_changed_at = now()"
                        + " - make_interval(secs => ?) WHERE kid = ?",
                seconds,
                kid);
    }

    private byte[] hex(String sql) {
        return HexFormat.of().parseHex(database.one(sql));
    }

    private String kidIn(String state) {
        return database.one("SELECT kid FROM auth.signing_keys WHERE state = ?", state);
    }

    private static List<String> published() {
        return given().get("/auth/v1/.well-known/jwks.json").path("keys.kid");
    }

    private List<String> startReplica() {
        try {
            return VertxContextSupport.subscribeAndAwait(() -> ring.tend(3600)).stream()
                    .map(SigningKey::kid)
                    .sorted()
                    .toList();
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    private List<String> kids() {
        return database.list("SELECT kid FROM auth.signing_keys ORDER BY kid");
    }
}
