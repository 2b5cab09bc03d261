package dev.postern.session.signingkey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.postern.session.SessionServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SigningKeysTest extends SessionServiceTest {

    @Inject KeyRing ring;
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
                .body("keys", hasSize(2))
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

        assertThat(kids()).isEqualTo(before).hasSize(2);
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
