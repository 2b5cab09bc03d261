package dev.postern.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;

/**
 * Turns another service's refusal back into the {@link ApiProblem} it was, so that its status, code
 * and words reach the client unchanged. A failure of that service is an outage here.
 */
public class ServiceProblem implements ResponseExceptionMapper<RuntimeException> {

    @Override
    public RuntimeException toThrowable(Response response) {
        if (response.getStatus() >= 500 || response.getStatus() == 401) {
            return ApiProblem.of(Problem.UNAVAILABLE)
                    .retryAfter(Duration.ofSeconds(1))
                    .causedBy(
                            new IllegalStateException(
                                    "another service answered " + response.getStatus()));
        }
        JsonNode envelope = response.readEntity(JsonNode.class);
        ApiProblem problem =
                ApiProblem.relayed(
                        response.getStatus(),
                        envelope.path("error_code").asText("unexpected_failure"),
                        envelope.path("msg").asText("The request was refused"));
        String retryAfter = response.getHeaderString("Retry-After");
        return retryAfter == null ? problem : problem.withHeader("Retry-After", retryAfter);
    }
}
