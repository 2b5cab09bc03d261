package dev.postern.credential.challenge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.ServiceCall;
import dev.postern.auth.ServiceProblem;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The internal endpoint of challenge-service. */
@RegisterRestClient(configKey = "challenge-service")
@RegisterProvider(ServiceCall.class)
@RegisterProvider(ServiceProblem.class)
public interface ChallengeApi {

    /**
     * Who wants to answer a challenge.
     *
     * @param type the ceremony
     * @param userId who answers, for a registration
     * @param client IP address of the end client, for the rate limit
     * @param clientForwarded whether a trusted proxy told it, so that it stands for one client
     *     alone
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answerer(
            Ceremony type,
            @JsonProperty("user_id") UUID userId,
            String client,
            @JsonProperty("client_forwarded") boolean clientForwarded) {}

    @POST
    @Path("/internal/challenges/{id}/consume")
    Uni<ConsumedChallenge> consume(@PathParam("id") UUID id, Answerer answerer);
}
