package dev.postern.challenge.issuing;

import dev.postern.problem.ApiProblem;
import dev.postern.settings.ProjectSettings;
import dev.postern.settings.SettingsSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** Issues challenges and consumes them. */
@ApplicationScoped
public class Challenges {

    private static final int RANDOM_BYTES = 32;

    private final ChallengeStore store;
    private final SettingsSource settings;
    private final SecureRandom random = new SecureRandom();

    Challenges(ChallengeStore store, SettingsSource settings) {
        this.store = store;
        this.settings = settings;
    }

    /** A new challenge of 32 random bytes, answerable until its {@code expiresAt}. */
    public Uni<Challenge> issue(Ceremony ceremony, Optional<UUID> userId) {
        return issue(ceremony, userId, false);
    }

    /**
     * @param conditional whether the client may register without asking its user
     */
    public Uni<Challenge> issue(Ceremony ceremony, Optional<UUID> userId, boolean conditional) {
        ProjectSettings.Passkeys passkeys = settings.current().passkeys();
        byte[] value = new byte[RANDOM_BYTES];
        random.nextBytes(value);
        Challenge challenge =
                new Challenge(
                        UUID.randomUUID(),
                        ceremony,
                        userId,
                        Base64.getUrlEncoder().withoutPadding().encodeToString(value),
                        passkeys.userVerification(),
                        conditional,
                        Instant.now()
                                .plus(passkeys.challengeTtl())
                                .truncatedTo(ChronoUnit.SECONDS));
        return store.issue(challenge).replaceWith(challenge);
    }

    /**
     * Takes a challenge out of the world; whatever happens to it afterwards, it is used up. One of
     * another ceremony or user stays as it is.
     */
    public Uni<Challenge> consume(UUID id, Ceremony ceremony, Optional<UUID> userId) {
        return store.consume(id, ceremony, userId)
                .map(
                        found ->
                                found.orElseThrow(
                                        () -> ApiProblem.of(ChallengeProblem.CHALLENGE_NOT_FOUND)))
                .invoke(
                        challenge -> {
                            if (challenge.isExpired(Instant.now())) {
                                throw ApiProblem.of(ChallengeProblem.CHALLENGE_EXPIRED);
                            }
                        });
    }
}
