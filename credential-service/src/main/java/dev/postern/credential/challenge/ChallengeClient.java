package dev.postern.credential.challenge;

import dev.postern.credential.PeerOutage;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Consumes challenges. */
@ApplicationScoped
public class ChallengeClient {

    private final ChallengeApi api;

    ChallengeClient(@RestClient ChallengeApi api) {
        this.api = api;
    }

    /**
     * Takes the challenge of a registration that {@code user} started. Never retried: a second call
     * could not tell a lost answer from a challenge that somebody else took.
     */
    public Uni<ConsumedChallenge> consumeRegistration(UUID id, UUID user, String client) {
        return consume(id, new ChallengeApi.Answerer(Ceremony.REGISTRATION, user, client, false));
    }

    /** Takes the challenge of an authentication. Never retried, either. */
    public Uni<ConsumedChallenge> consumeAuthentication(UUID id, String client, boolean forwarded) {
        return consume(
                id, new ChallengeApi.Answerer(Ceremony.AUTHENTICATION, null, client, forwarded));
    }

    /** Takes the challenge of a sign-up. Never retried, either. */
    public Uni<ConsumedChallenge> consumeSignUp(UUID id, String client, boolean forwarded) {
        return consume(id, new ChallengeApi.Answerer(Ceremony.SIGNUP, null, client, forwarded));
    }

    private Uni<ConsumedChallenge> consume(UUID id, ChallengeApi.Answerer answerer) {
        return api.consume(id, answerer).onFailure().transform(PeerOutage::asProblem);
    }
}
