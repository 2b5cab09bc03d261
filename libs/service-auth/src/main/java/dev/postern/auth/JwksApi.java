package dev.postern.auth;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The published verification keys of session-service. */
@RegisterRestClient(configKey = "session-service")
interface JwksApi {

    @GET
    @Path("/auth/v1/.well-known/jwks.json")
    @Produces(MediaType.APPLICATION_JSON)
    Uni<String> fetch();
}
