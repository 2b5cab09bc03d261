package dev.postern.challenge.issuing;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.UUID;

/** Consumes challenges for credential-service; never routed from outside. */
@Path("/internal/challenges")
@Requires(CallerKind.SERVICE)
public class ConsumeResource {

    private final Challenges challenges;
    private final CeremonyLimits limits;

    ConsumeResource(Challenges challenges, CeremonyLimits limits) {
        this.challenges = challenges;
        this.limits = limits;
    }

    record ConsumeRequest(
            String type,
            @JsonProperty("user_id") UUID userId,
            String client,
            @JsonProperty("client_forwarded") boolean clientForwarded) {}

    record ConsumedChallenge(
            String challenge,
            @JsonProperty("user_verification") String userVerification,
            boolean conditional,
            @JsonProperty("expires_at") long expiresAt) {}

    /**
     * @return the challenge, now used up; 400 {@code webauthn_challenge_not_found} or {@code
     *     webauthn_challenge_expired}; 429 when the client or user finishes too many ceremonies
     */
    @POST
    @Path("/{id}/consume")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<ConsumedChallenge> consume(@PathParam("id") UUID id, byte[] body) {
        ConsumeRequest request = JsonBody.read(body, ConsumeRequest.class);
        Ceremony ceremony =
                Ceremony.named(String.valueOf(request.type()))
                        .orElseThrow(() -> ApiProblem.of(ChallengeProblem.UNKNOWN_CEREMONY));
        if (ceremony == Ceremony.REGISTRATION && request.userId() == null) {
            throw ApiProblem.of(ChallengeProblem.USER_ID_REQUIRED);
        }
        return limit(ceremony, request)
                .chain(
                        () ->
                                challenges.consume(
                                        id, ceremony, Optional.ofNullable(request.userId())))
                .map(
                        consumed ->
                                new ConsumedChallenge(
                                        consumed.value(),
                                        consumed.userVerification(),
                                        consumed.conditional(),
                                        consumed.expiresAt().getEpochSecond()));
    }

    private Uni<Void> limit(Ceremony ceremony, ConsumeRequest request) {
        String client = String.valueOf(request.client());
        return switch (ceremony) {
            case REGISTRATION -> limits.finishRegistration(request.userId());
            case AUTHENTICATION -> limits.finishAuthentication(client, request.clientForwarded());
            case SIGNUP -> limits.finishSignUp(client, request.clientForwarded());
        };
    }
}
