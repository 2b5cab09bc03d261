package dev.postern.session.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.session.audit.Actor;
import dev.postern.settings.ProjectSettings;
import dev.postern.settings.SettingsSource;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * The settings in force, in memory. They are read at start, which fails when they make no sense,
 * and again now and then, so that every replica follows a change.
 */
@ApplicationScoped
@Startup
public class Settings implements SettingsSource {

    private static final Logger LOG = Logger.getLogger(Settings.class);

    private final SettingsStore store;
    private final AtomicLong readings = new AtomicLong();
    private long newestUsed;
    private volatile AuthSettings auth;
    private volatile ProjectSettings project;

    Settings(SettingsStore store) {
        this.store = store;
    }

    @PostConstruct
    void start() {
        try {
            use(VertxContextSupport.subscribeAndAwait(store::load));
        } catch (RuntimeException failure) {
            LOG.fatal(failure.getMessage());
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException("The settings could not be read.", failure);
        }
    }

    /** What this service acts on. */
    public AuthSettings auth() {
        return auth;
    }

    @Override
    public ProjectSettings current() {
        return project;
    }

    /** Reads the settings again. */
    @Scheduled(
            every = "15s",
            delayed = "15s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public Uni<Void> reread() {
        long begun = readings.incrementAndGet();
        return store.load().invoke(settings -> useUnlessOlder(settings, begun)).replaceWithVoid();
    }

    /**
     * Changes some settings; they are in force here when the item arrives.
     *
     * @param wanted names of the Management API with new values, null for what the environment says
     * @param actor who changes them, and from which address
     */
    public Uni<AuthSettings> change(JsonNode wanted, Actor actor, String address) {
        return store.change(wanted, actor, address).call(this::reread);
    }

    /** A reading that began later knows at least as much as this one. */
    private synchronized void useUnlessOlder(AuthSettings settings, long begun) {
        if (begun > newestUsed) {
            newestUsed = begun;
            use(settings);
        }
    }

    private void use(AuthSettings settings) {
        auth = settings;
        project = settings.project();
    }
}
