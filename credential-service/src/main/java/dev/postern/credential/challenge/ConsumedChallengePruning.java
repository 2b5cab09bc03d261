package dev.postern.credential.challenge;

import dev.postern.credential.CredentialConfig;
import dev.postern.credential.record.CredentialRepository;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Forgets consumed challenges that are too old to come back. */
@ApplicationScoped
class ConsumedChallengePruning {

    private final CredentialRepository credentials;
    private final CredentialConfig config;

    ConsumedChallengePruning(CredentialRepository credentials, CredentialConfig config) {
        this.credentials = credentials;
        this.config = config;
    }

    @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> prune() {
        return credentials.forgetChallenges(config.consumedChallengeRetention());
    }
}
