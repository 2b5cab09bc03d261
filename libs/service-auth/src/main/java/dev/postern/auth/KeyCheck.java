package dev.postern.auth;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;

/** Stops the start when a project key is not one. */
@ApplicationScoped
@Startup
public class KeyCheck {

    private static final int SHORTEST = 32;

    private final AuthConfig config;

    KeyCheck(AuthConfig config) {
        this.config = config;
    }

    @PostConstruct
    void check() {
        demand(
                config.serviceToken().length() >= SHORTEST,
                "POSTERN_SERVICE_TOKEN is shorter than 32 characters; make one with"
                        + " `openssl rand -hex 32`.");
        demand(
                config.publishableKey().matches("sb_publishable_[A-Za-z0-9_-]{16,}"),
                "POSTERN_PUBLISHABLE_KEY must be sb_publishable_ followed by at least 16 URL-safe"
                        + " characters; make one with `echo sb_publishable_$(openssl rand -hex"
                        + " 16)`.");
        demand(
                config.secretKey().matches("sb_secret_[A-Za-z0-9_-]{32,}"),
                "POSTERN_SECRET_KEY must be sb_secret_ followed by at least 32 URL-safe"
                        + " characters; make one with `echo sb_secret_$(openssl rand -hex 32)`.");
    }

    private static void demand(boolean condition, String sentence) {
        if (!condition) {
            throw new IllegalStateException(sentence);
        }
    }
}
