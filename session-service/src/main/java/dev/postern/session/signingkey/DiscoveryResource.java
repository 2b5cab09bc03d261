package dev.postern.session.signingkey;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.session.SessionConfig;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Tells verifiers of access tokens where the keys are (OpenID Connect Discovery 1.0 §4). */
@Path("/auth/v1/.well-known/openid-configuration")
@Requires(CallerKind.ANYONE)
@NonBlocking
public class DiscoveryResource {

    private final String issuer;

    DiscoveryResource(SessionConfig config) {
        this.issuer = config.apiExternalUrl().toString();
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Issuer, keys and endpoints")
    public Response configuration() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", issuer);
        document.put("authorization_endpoint", issuer + "/authorize");
        document.put("token_endpoint", issuer + "/token");
        document.put("userinfo_endpoint", issuer + "/user");
        document.put("jwks_uri", issuer + "/.well-known/jwks.json");
        document.put("response_types_supported", List.of("code"));
        document.put("subject_types_supported", List.of("public"));
        document.put("id_token_signing_alg_values_supported", List.of("ES256"));
        return Response.ok(document).header("Cache-Control", "public, max-age=600").build();
    }
}
