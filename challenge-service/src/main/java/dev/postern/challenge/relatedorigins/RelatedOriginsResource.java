package dev.postern.challenge.relatedorigins;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.settings.SettingsSource;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * The related origins of the relying party (WebAuthn Level 3 §5.11), which a browser fetches from
 * the host that is the RP ID.
 */
@Path("/.well-known/webauthn")
@Requires(CallerKind.ANYONE)
@NonBlocking
public class RelatedOriginsResource {

    private final SettingsSource settings;

    RelatedOriginsResource(SettingsSource settings) {
        this.settings = settings;
    }

    record RelatedOrigins(List<String> origins) {}

    /** Every web origin of the relying party, its own and those that share its passkeys. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Origins that share the passkeys of this relying party")
    public RelatedOrigins origins() {
        return new RelatedOrigins(
                settings.current().relyingParty().allOrigins().stream()
                        .filter(origin -> origin.startsWith("http"))
                        .toList());
    }
}
