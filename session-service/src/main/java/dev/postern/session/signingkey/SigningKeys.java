package dev.postern.session.signingkey;

import dev.postern.auth.VerificationKeys;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The ring of signing keys in memory. It is read at start, which fails when the master key does not
 * open it, and again now and then, so that every replica signs with the key a rotation made
 * current. An unknown key id has it read at once, but only so often.
 */
@ApplicationScoped
@Startup
public class SigningKeys implements VerificationKeys {

    private static final Duration REREAD_INTERVAL = Duration.ofSeconds(10);

    private final KeyRing ring;
    private volatile List<SigningKey> keys = List.of();
    private volatile Instant readAt = Instant.EPOCH;

    SigningKeys(KeyRing ring) {
        this.ring = ring;
    }

    @PostConstruct
    void start() {
        try {
            keys = VertxContextSupport.subscribeAndAwait(ring::complete);
            readAt = Instant.now();
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException("The signing keys could not be read.", failure);
        }
    }

    /** The key that signs now. */
    public SigningKey current() {
        return keys.stream()
                .filter(SigningKey::isCurrent)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the key ring has no current key"));
    }

    /** Every key whose tokens may be alive or soon will be. */
    List<SigningKey> all() {
        return keys;
    }

    @Override
    public Uni<Optional<PublicKey>> find(String keyId) {
        Optional<PublicKey> known = lookUp(keyId);
        boolean fresh = readAt.plus(REREAD_INTERVAL).isAfter(Instant.now());
        return known.isPresent() || fresh
                ? Uni.createFrom().item(known)
                : reread().map(done -> lookUp(keyId));
    }

    @Scheduled(
            every = "1m",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> reread() {
        readAt = Instant.now();
        return ring.complete().invoke(read -> keys = read).replaceWithVoid();
    }

    private Optional<PublicKey> lookUp(String keyId) {
        return keys.stream()
                .filter(key -> key.kid().equals(keyId))
                .map(key -> (PublicKey) key.publicKey())
                .findFirst();
    }
}
