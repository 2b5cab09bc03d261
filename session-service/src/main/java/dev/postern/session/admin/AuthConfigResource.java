package dev.postern.session.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import dev.postern.problem.Problem;
import dev.postern.session.settings.AuthSettings;
import dev.postern.session.settings.Settings;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/**
 * The Management API's view of the project's settings, with the secret key as the bearer. There is
 * one project here, so that any reference names it.
 */
@Path("/v1/projects/{ref}/config/auth")
@Requires(CallerKind.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
public class AuthConfigResource {

    private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String RP_ID_CHANGED =
            "199 postern \"The relying party ID changed: no passkey registered before can be used"
                    + " any more.\"";

    private final Settings settings;
    private final Administrators administrators;

    AuthConfigResource(Settings settings, Administrators administrators) {
        this.settings = settings;
        this.administrators = administrators;
    }

    @GET
    @NonBlocking
    @Operation(
            summary = "The settings of the project",
            description = "Durations are seconds. Secrets are left out.")
    public ObjectNode settings(@PathParam("ref") String ref) {
        demandProject(ref);
        return settings.auth().json();
    }

    @PATCH
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Change some settings of the project",
            description =
                    "What is left out stays, null goes back to what the environment says, unknown"
                            + " names are ignored. The change holds at once here and within"
                            + " seconds on every other replica and service. WARNING: a change of"
                            + " webauthn_rp_id makes every passkey that exists unusable; the"
                            + " answer then has a Warning header.")
    @RequestBody(content = @Content(schema = @Schema(implementation = AuthSettings.class)))
    public Uni<Response> change(
            @PathParam("ref") String ref, byte[] body, @Context HttpServerRequest request) {
        demandProject(ref);
        Administrator administrator = administrators.of(request);
        JsonNode wanted = JsonBody.read(body, JsonNode.class);
        String rpIdBefore = settings.auth().webauthnRpId();
        return settings.change(wanted, administrator.actor(), administrator.address())
                .map(
                        changed ->
                                Response.ok(changed.json())
                                        .header(
                                                "Warning",
                                                Objects.equals(rpIdBefore, changed.webauthnRpId())
                                                        ? null
                                                        : RP_ID_CHANGED)
                                        .build());
    }

    private static void demandProject(String ref) {
        if (!REFERENCE.matcher(ref).matches()) {
            throw ApiProblem.of(Problem.NOT_FOUND);
        }
    }
}
