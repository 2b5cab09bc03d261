package dev.postern.auth;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The verification keys as session-service publishes them, kept for a while. An unknown key id has
 * them fetched again, but only so often, also while nobody answers: a flood of forged ids costs
 * nothing.
 */
@DefaultBean
@ApplicationScoped
class Jwks implements VerificationKeys {

    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private record Fetched(Map<String, PublicKey> keys, Instant at) {}

    private final JwksApi api;
    private final AuthConfig config;
    private final AtomicReference<Fetched> fetched =
            new AtomicReference<>(new Fetched(Map.of(), Instant.EPOCH));
    private final AtomicReference<Uni<Fetched>> underWay = new AtomicReference<>();
    private volatile Instant failedAt = Instant.EPOCH;

    Jwks(@RestClient JwksApi api, AuthConfig config) {
        this.api = api;
        this.config = config;
    }

    @Override
    public Uni<Optional<PublicKey>> find(String keyId) {
        Fetched now = fetched.get();
        PublicKey key = now.keys().get(keyId);
        Duration age = Duration.between(now.at(), Instant.now());
        boolean serves =
                key != null
                        ? age.compareTo(config.jwksMaxAge()) < 0
                        : age.compareTo(config.jwksRefetchInterval()) < 0;
        return serves
                ? Uni.createFrom().item(Optional.ofNullable(key))
                : refetch().map(fresh -> Optional.ofNullable(fresh.keys().get(keyId)));
    }

    private Uni<Fetched> refetch() {
        if (failedAt.plus(RETRY_AFTER).isAfter(Instant.now())) {
            return Uni.createFrom()
                    .failure(ApiProblem.of(Problem.UNAVAILABLE).retryAfter(RETRY_AFTER));
        }
        Uni<Fetched> fetch =
                Uni.createFrom()
                        .deferred(api::fetch)
                        .ifNoItem()
                        .after(FETCH_TIMEOUT)
                        .fail()
                        .map(body -> new Fetched(parse(body), Instant.now()))
                        .invoke(fetched::set)
                        .onFailure()
                        .invoke(() -> failedAt = Instant.now())
                        .onFailure()
                        .transform(
                                failure ->
                                        ApiProblem.of(Problem.UNAVAILABLE)
                                                .retryAfter(RETRY_AFTER)
                                                .causedBy(failure))
                        .onTermination()
                        .invoke(() -> underWay.set(null))
                        .memoize()
                        .indefinitely();
        return underWay.compareAndSet(null, fetch)
                ? fetch
                : Optional.ofNullable(underWay.get()).orElse(fetch);
    }

    static Map<String, PublicKey> parse(String jwks) {
        try {
            return new JsonWebKeySet(jwks)
                    .getJsonWebKeys().stream()
                            .filter(key -> key.getKeyId() != null)
                            .filter(PublicJsonWebKey.class::isInstance)
                            .map(PublicJsonWebKey.class::cast)
                            .collect(
                                    Collectors.toUnmodifiableMap(
                                            PublicJsonWebKey::getKeyId,
                                            PublicJsonWebKey::getPublicKey,
                                            (first, second) -> first));
        } catch (JoseException malformed) {
            throw new IllegalStateException("the published key set is malformed", malformed);
        }
    }
}
