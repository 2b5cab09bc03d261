package dev.postern.session;

import dev.postern.session.settings.Settings;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.enterprise.context.ApplicationScoped;

/** Lets a test run under another setting of the project. */
@ApplicationScoped
public class SettingsOverride {

    private final Database database;
    private final Settings settings;

    SettingsOverride(Database database, Settings settings) {
        this.database = database;
        this.settings = settings;
    }

    /**
     * Runs the check while a setting is in force.
     *
     * @param value JSON
     */
    public void during(String name, String value, Runnable check) {
        database.change(
                "INSERT INTO auth.project_settings (project, overrides)"
                        + " VALUES ('default', jsonb_build_object(?, CAST(? AS jsonb)))",
                name,
                value);
        reread();
        try {
            check.run();
        } finally {
            database.change("DELETE FROM auth.project_settings");
            reread();
        }
    }

    private void reread() {
        try {
            VertxContextSupport.subscribeAndAwait(settings::reread);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }
}
