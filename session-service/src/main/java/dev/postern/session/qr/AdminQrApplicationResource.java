package dev.postern.session.qr;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.JsonBody;
import dev.postern.settings.QrApplication;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** The applications of the QR hand-off, for administrators. */
@Path("/auth/v1/admin/qr/applications")
@Requires(CallerKind.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class AdminQrApplicationResource {

    private final QrApplications applications;

    AdminQrApplicationResource(QrApplications applications) {
        this.applications = applications;
    }

    @GET
    @Operation(summary = "Every QR application, the environment's first")
    public Uni<Map<String, List<QrApplication>>> list() {
        return applications.all().map(all -> Map.of("applications", all));
    }

    @POST
    @Operation(summary = "Adds a QR application and makes its first app key")
    @RequestBody(content = @Content(schema = @Schema(implementation = QrApplicationRequest.class)))
    public Uni<Response> create(byte[] body) {
        return applications
                .create(JsonBody.read(body, QrApplicationRequest.class))
                .map(created -> Response.status(Response.Status.CREATED).entity(created).build());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One QR application")
    public Uni<QrApplication> find(@PathParam("id") String id) {
        return applications.find(id);
    }

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Changes the members that are sent")
    @RequestBody(content = @Content(schema = @Schema(implementation = QrApplicationRequest.class)))
    public Uni<QrApplication> change(@PathParam("id") String id, byte[] body) {
        return applications.change(id, JsonBody.read(body, QrApplicationRequest.class));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Removes a QR application; its codes stop working at once")
    public Uni<Void> delete(@PathParam("id") String id) {
        return applications.delete(id);
    }

    @POST
    @Path("/{id}/keys")
    @Operation(summary = "Makes a further app key; the ones before stay valid")
    public Uni<QrApplication> addKey(@PathParam("id") String id) {
        return applications.addKey(id);
    }

    @DELETE
    @Path("/{id}/keys/{key}")
    @Operation(summary = "Removes an app key; the last one stays")
    public Uni<QrApplication> removeKey(@PathParam("id") String id, @PathParam("key") String key) {
        return applications.removeKey(id, key);
    }
}
