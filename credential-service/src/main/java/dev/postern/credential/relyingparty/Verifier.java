package dev.postern.credential.relyingparty;

import dev.postern.crypto.CryptoProvider;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/**
 * Chooses the thread a verification runs on: in place where it takes microseconds, on a worker
 * where the JDK's elliptic curves would hold up an event loop.
 */
@ApplicationScoped
public class Verifier {

    private final CryptoProvider crypto;
    private final Vertx vertx;

    Verifier(CryptoProvider crypto, Vertx vertx) {
        this.crypto = crypto;
        this.vertx = vertx;
    }

    /** Runs a verification and comes back to the caller's context with its result. */
    public <T> Uni<T> run(Supplier<T> verification) {
        return crypto.isNative()
                ? Uni.createFrom().item(verification)
                : vertx.executeBlocking(Uni.createFrom().item(verification), false);
    }
}
