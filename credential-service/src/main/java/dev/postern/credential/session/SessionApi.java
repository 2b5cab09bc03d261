package dev.postern.credential.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.ServiceCall;
import dev.postern.auth.ServiceProblem;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;

/** The internal endpoints of session-service. */
@RegisterRestClient(configKey = "session-service")
@RegisterProvider(ServiceCall.class)
@RegisterProvider(ServiceProblem.class)
@Path("/internal")
public interface SessionApi {

    /**
     * A sign-in that has been verified.
     *
     * @param userId who signs in
     * @param method for the claim {@code amr}
     * @param credentialId the passkey's record
     * @param ip address of the end client
     * @param userAgent of the end client, null when it sends none
     */
    record SignIn(
            @JsonProperty("user_id") UUID userId,
            String method,
            @JsonProperty("credential_id") UUID credentialId,
            String ip,
            @JsonProperty("user_agent") String userAgent) {}

    @GET
    @Path("/sessions/{id}")
    Uni<Introspection> introspect(@PathParam("id") UUID id, @QueryParam("user_id") UUID userId);

    @GET
    @Path("/users/{id}")
    Uni<Introspection> user(@PathParam("id") UUID id);

    @POST
    @Path("/sessions")
    Uni<RestResponse<byte[]>> open(SignIn signIn);
}
