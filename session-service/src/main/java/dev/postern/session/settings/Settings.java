package dev.postern.session.settings;

import dev.postern.settings.ProjectSettings;
import dev.postern.settings.SettingsSource;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
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
        return store.load().invoke(this::use).replaceWithVoid();
    }

    private void use(SettingsStore.InForce inForce) {
        auth = inForce.auth();
        project = inForce.project();
    }
}
