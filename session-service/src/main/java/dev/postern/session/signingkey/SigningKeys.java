package dev.postern.session.signingkey;

import dev.postern.auth.VerificationKeys;
import dev.postern.session.client.Client;
import dev.postern.session.settings.Settings;
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
import org.jboss.logging.Logger;

/**
 * The ring of signing keys in memory. It is read at start, which fails when the master key does not
 * open it, and again now and then, so that every replica signs with the key a rotation made
 * current. An unknown key id has it read at once, but only so often.
 */
@ApplicationScoped
@Startup
public class SigningKeys implements VerificationKeys {

    private static final Duration REREAD_INTERVAL = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(SigningKeys.class);

    private final KeyRing ring;
    private final Settings settings;
    private volatile List<SigningKey> keys = List.of();
    private volatile Instant missedAt = Instant.EPOCH;

    SigningKeys(KeyRing ring, Settings settings) {
        this.ring = ring;
        this.settings = settings;
    }

    @PostConstruct
    void start() {
        try {
            long tokenLife = settings.auth().jwtExp();
            keys = VertxContextSupport.subscribeAndAwait(() -> ring.tend(tokenLife));
        } catch (RuntimeException failure) {
            LOG.fatal(failure.getMessage());
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
        if (known.isPresent() || missedAt.plus(REREAD_INTERVAL).isAfter(Instant.now())) {
            return Uni.createFrom().item(known);
        }
        missedAt = Instant.now();
        return reread().map(done -> lookUp(keyId));
    }

    /** Has the next key sign from now on; the other replicas follow when they read the ring. */
    Uni<List<SigningKey>> rotate(String adminRole, Client client) {
        return ring.rotate(adminRole, client.address()).invoke(turned -> keys = turned);
    }

    @Scheduled(
            every = "15s",
            delayed = "15s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> reread() {
        return ring.tend(settings.auth().jwtExp()).invoke(read -> keys = read).replaceWithVoid();
    }

    private Optional<PublicKey> lookUp(String keyId) {
        return keys.stream()
                .filter(key -> key.kid().equals(keyId))
                .map(key -> (PublicKey) key.publicKey())
                .findFirst();
    }
}
