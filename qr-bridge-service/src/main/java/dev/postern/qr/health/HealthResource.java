package dev.postern.qr.health;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Tells a front end that the QR bridge is there and which version it speaks to. */
@Path("/qr/v1/health")
public class HealthResource {

    private final Health health;

    HealthResource(@ConfigProperty(name = "quarkus.application.version") String version) {
        this.health = new Health("Postern QR bridge", version);
    }

    record Health(String name, String version) {}

    @GET
    @Requires(CallerKind.ANYONE)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Name and version of the QR bridge")
    public Health health() {
        return health;
    }
}
