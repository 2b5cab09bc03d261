package dev.postern.challenge.authentication;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.captcha.Captcha;
import dev.postern.challenge.issuing.Ceremony;
import dev.postern.challenge.issuing.CeremonyLimits;
import dev.postern.challenge.issuing.Challenge;
import dev.postern.challenge.issuing.Challenges;
import dev.postern.edge.ClientAddress;
import dev.postern.settings.PasskeysEnabled;
import dev.postern.settings.SettingsSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Options for signing in with a passkey, in the Supabase dialect. Nobody is named: the credential
 * the user picks says who they are, so the answer tells nothing about any account.
 */
@Path("/auth/v1/passkeys/authentication/options")
@PasskeysEnabled
public class AuthenticationOptionsResource {

    private static final long TIMEOUT_MILLIS = 300_000;

    private final Challenges challenges;
    private final CeremonyLimits limits;
    private final Captcha captcha;
    private final ClientAddress clientAddress;
    private final SettingsSource settings;

    AuthenticationOptionsResource(
            Challenges challenges,
            CeremonyLimits limits,
            Captcha captcha,
            ClientAddress clientAddress,
            SettingsSource settings) {
        this.challenges = challenges;
        this.limits = limits;
        this.captcha = captcha;
        this.clientAddress = clientAddress;
        this.settings = settings;
    }

    /** PublicKeyCredentialRequestOptionsJSON (WebAuthn Level 3 §5.1.9), no allow list. */
    record RequestOptions(String challenge, long timeout, String rpId, String userVerification) {}

    record AuthenticationOptions(
            @JsonProperty("challenge_id") UUID challengeId,
            @JsonProperty("expires_at") long expiresAt,
            RequestOptions options) {}

    @POST
    @Requires(CallerKind.ANYONE)
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Begin signing in with a passkey")
    public Uni<AuthenticationOptions> options(byte[] body, @Context HttpServerRequest request) {
        return limits.beginAuthentication(
                        clientAddress.of(request), clientAddress.isForwarded(request))
                .chain(() -> captcha.demand(body, request))
                .chain(() -> challenges.issue(Ceremony.AUTHENTICATION, Optional.empty()))
                .map(this::answer);
    }

    private AuthenticationOptions answer(Challenge challenge) {
        return new AuthenticationOptions(
                challenge.id(),
                challenge.expiresAt().getEpochSecond(),
                new RequestOptions(
                        challenge.value(),
                        TIMEOUT_MILLIS,
                        settings.current().relyingParty().id(),
                        challenge.userVerification()));
    }
}
