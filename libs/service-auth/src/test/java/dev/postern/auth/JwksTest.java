package dev.postern.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.problem.ApiProblem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class JwksTest {

    private final AtomicInteger fetches = new AtomicInteger();
    private final List<EllipticCurveJsonWebKey> published = new ArrayList<>();

    @Test
    void shouldFetchOnceForKnownKeys() throws Exception {
        publish("current");
        Jwks jwks = jwks(Duration.ofMinutes(10), Duration.ofMinutes(1));

        assertThat(find(jwks, "current")).isPresent();
        assertThat(find(jwks, "current")).isPresent();

        assertThat(fetches).hasValue(1);
    }

    @Test
    void shouldFetchAgainForKeyOfRotation() throws Exception {
        publish("current");
        Jwks jwks = jwks(Duration.ofMinutes(10), Duration.ZERO);
        assertThat(find(jwks, "current")).isPresent();
        publish("next");

        assertThat(find(jwks, "next")).isPresent();

        assertThat(fetches).hasValue(2);
        assertThat(find(jwks, "current")).isPresent();
        assertThat(fetches).hasValue(2);
    }

    @Test
    void shouldNotFetchForEachForgedKeyId() throws Exception {
        publish("current");
        Jwks jwks = jwks(Duration.ofMinutes(10), Duration.ofMinutes(1));

        for (int i = 0; i < 1000; i++) {
            assertThat(find(jwks, "forged-" + i)).isEmpty();
        }

        assertThat(fetches).hasValue(1);
        assertThat(find(jwks, "current")).isPresent();
    }

    @Test
    void shouldShareOneFetchAmongAllWhoWait() throws Exception {
        publish("current");
        List<UniEmitter<? super String>> waiting = new ArrayList<>();
        Jwks jwks =
                new Jwks(
                        () -> Uni.createFrom().emitter(waiting::add),
                        config(Duration.ofMinutes(10), Duration.ofMinutes(1)));
        List<CompletableFuture<Optional<PublicKey>>> finds =
                IntStream.range(0, 20)
                        .mapToObj(i -> jwks.find("current").subscribeAsCompletionStage())
                        .toList();

        assertThat(waiting).hasSize(1);
        waiting.get(0).complete(keySet());

        assertThat(finds).allSatisfy(found -> assertThat(found.join()).isPresent());
    }

    @Test
    void shouldNotAskAgainAtOnceWhenNobodyAnswers() {
        Jwks jwks =
                new Jwks(
                        () -> {
                            fetches.incrementAndGet();
                            return Uni.createFrom().failure(new IllegalStateException("down"));
                        },
                        config(Duration.ofMinutes(10), Duration.ofMinutes(1)));

        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> find(jwks, "current"))
                    .isInstanceOfSatisfying(
                            ApiProblem.class,
                            problem -> {
                                assertThat(problem.status()).isEqualTo(503);
                                assertThat(problem.headers()).containsKey("Retry-After");
                            });
        }

        assertThat(fetches.get()).isLessThan(5);
    }

    private Jwks jwks(Duration maxAge, Duration refetchInterval) {
        return new Jwks(
                () ->
                        Uni.createFrom()
                                .item(
                                        () -> {
                                            fetches.incrementAndGet();
                                            return keySet();
                                        }),
                config(maxAge, refetchInterval));
    }

    private static Optional<PublicKey> find(Jwks jwks, String keyId) {
        return jwks.find(keyId).await().atMost(Duration.ofSeconds(5));
    }

    private void publish(String keyId) throws JoseException {
        EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId(keyId);
        published.add(key);
    }

    private String keySet() {
        return new JsonWebKeySet(published).toJson();
    }

    private static AuthConfig config(Duration maxAge, Duration refetchInterval) {
        return new AuthConfig() {
            @Override
            public String serviceToken() {
                return "";
            }

            @Override
            public String publishableKey() {
                return "";
            }

            @Override
            public String secretKey() {
                return "";
            }

            @Override
            public Set<String> adminRoles() {
                return Set.of();
            }

            @Override
            public Duration jwksMaxAge() {
                return maxAge;
            }

            @Override
            public Duration jwksRefetchInterval() {
                return refetchInterval;
            }
        };
    }
}
