package dev.postern.challenge.issuing;

import dev.postern.challenge.ChallengeConfig;
import dev.postern.redis.Limit;
import dev.postern.redis.RateLimiter;
import dev.postern.settings.ProjectSettings;
import dev.postern.settings.SettingsSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * How many ceremonies may begin and finish: sign-ins per client, registrations per user. Beginning
 * and finishing have buckets of their own, so that neither starves the other.
 */
@ApplicationScoped
public class CeremonyLimits {

    private final RateLimiter limiter;
    private final SettingsSource settings;
    private final ChallengeConfig config;

    CeremonyLimits(RateLimiter limiter, SettingsSource settings, ChallengeConfig config) {
        this.limiter = limiter;
        this.settings = settings;
        this.config = config;
    }

    /**
     * @param client the client's address
     * @param forwarded whether a trusted proxy told it, so that it stands for one client alone
     */
    public Uni<Void> beginAuthentication(String client, boolean forwarded) {
        return takeForClient("authentication-options", client, forwarded);
    }

    Uni<Void> finishAuthentication(String client, boolean forwarded) {
        return takeForClient("authentication-verify", client, forwarded);
    }

    public Uni<Void> beginSignUp(String client, boolean forwarded) {
        return takeForClient("signup-options", client, forwarded);
    }

    Uni<Void> finishSignUp(String client, boolean forwarded) {
        return takeForClient("signup-verify", client, forwarded);
    }

    public Uni<Void> beginRegistration(UUID userId) {
        return takeForUser("registration-options", userId);
    }

    Uni<Void> finishRegistration(UUID userId) {
        return takeForUser("registration-verify", userId);
    }

    private Uni<Void> takeForClient(String name, String client, boolean forwarded) {
        ProjectSettings.Limits limits = settings.current().limits();
        return forwarded
                ? take(Limit.perFiveMinutes(name, limits.passkey()), client)
                : take(Limit.perFiveMinutes(name + "-by-peer", config.unforwardedBudget()), client);
    }

    private Uni<Void> takeForUser(String name, UUID userId) {
        return take(Limit.perFiveMinutes(name, config.registrationsPerUser()), userId.toString());
    }

    private Uni<Void> take(Limit limit, String key) {
        return settings.current().limits().enabled()
                ? limiter.take(limit, key)
                : Uni.createFrom().voidItem();
    }
}
