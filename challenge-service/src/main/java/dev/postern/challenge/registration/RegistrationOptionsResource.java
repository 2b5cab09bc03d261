package dev.postern.challenge.registration;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.Caller;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.challenge.projection.KnownUser;
import dev.postern.settings.PasskeysEnabled;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Options for registering a passkey, in the Supabase dialect. */
@Path("/auth/v1/passkeys/registration/options")
@PasskeysEnabled
public class RegistrationOptionsResource {

    private static final String CONDITIONAL = "conditional";

    private final RegistrationCeremony ceremony;
    private final Caller caller;

    RegistrationOptionsResource(RegistrationCeremony ceremony, Caller caller) {
        this.ceremony = ceremony;
        this.caller = caller;
    }

    record RegistrationOptions(
            @JsonProperty("challenge_id") UUID challengeId,
            @JsonProperty("expires_at") long expiresAt,
            CreationOptions options) {

        static RegistrationOptions of(RegistrationCeremony.Begun begun) {
            return new RegistrationOptions(
                    begun.challenge().id(),
                    begun.challenge().expiresAt().getEpochSecond(),
                    begun.options());
        }
    }

    /**
     * The body is not looked at.
     *
     * @param mediation {@code conditional} when the page will call {@code
     *     navigator.credentials.create} with that mediation (WebAuthn Level 3 §5.1.3); without it a
     *     passkey that was made without its user's presence is refused
     */
    @POST
    @Requires(CallerKind.USER)
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Begin registering a passkey for the signed-in user")
    public Uni<RegistrationOptions> options(@QueryParam("mediation") String mediation) {
        return ceremony.begin(
                        caller.user(),
                        Optional.ofNullable(caller.attached(KnownUser.class)),
                        CONDITIONAL.equals(mediation))
                .map(RegistrationOptions::of);
    }
}
