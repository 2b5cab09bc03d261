package dev.postern.credential.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.auth.ServiceCall;
import dev.postern.auth.ServiceProblem;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
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
     * @param aal the assurance that the sign-in reaches, {@code aal1} or {@code aal2}
     * @param ip address of the end client
     * @param userAgent of the end client, null when it sends none
     */
    record SignIn(
            @JsonProperty("user_id") UUID userId,
            String method,
            @JsonProperty("credential_id") UUID credentialId,
            String aal,
            String ip,
            @JsonProperty("user_agent") String userAgent) {}

    /**
     * Somebody whose first passkey has been verified and stored.
     *
     * @param userId the id that the user is to have
     * @param data the user's metadata, or null
     * @param credentialId the passkey's record
     */
    record SignUp(
            @JsonProperty("user_id") UUID userId,
            String email,
            JsonNode data,
            @JsonProperty("credential_id") UUID credentialId,
            String aal,
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

    @POST
    @Path("/signups")
    Uni<RestResponse<byte[]>> signUp(SignUp signUp);

    /** Ends the sessions that a passkey opened. */
    @DELETE
    @Path("/users/{id}/sessions")
    Uni<Void> revoke(@PathParam("id") UUID userId, @QueryParam("credential_id") UUID credentialId);
}
