package dev.postern.challenge.registration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.captcha.Captcha;
import dev.postern.challenge.issuing.CeremonyLimits;
import dev.postern.challenge.issuing.ChallengeProblem;
import dev.postern.edge.ClientAddress;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
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
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Options for signing up with a passkey: more than the Supabase dialect has. Nobody looks here
 * whether the address is known, so the answer does not tell.
 */
@Path("/auth/v1/passkeys/signup/options")
@PasskeysEnabled
public class SignUpOptionsResource {

    private static final int LONGEST_EMAIL = 255;
    private static final int LONGEST_NAME = 120;

    private final RegistrationCeremony ceremony;
    private final CeremonyLimits limits;
    private final Captcha captcha;
    private final ClientAddress clientAddress;
    private final SettingsSource settings;

    SignUpOptionsResource(
            RegistrationCeremony ceremony,
            CeremonyLimits limits,
            Captcha captcha,
            ClientAddress clientAddress,
            SettingsSource settings) {
        this.ceremony = ceremony;
        this.limits = limits;
        this.captcha = captcha;
        this.clientAddress = clientAddress;
        this.settings = settings;
    }

    record SignUpRequest(String email, JsonNode data) {

        /** What the authenticator shows: the metadata's name, or the address. */
        String displayName() {
            String name = data == null ? "" : data.path("name").asText("");
            return name.isEmpty() || name.length() > LONGEST_NAME ? email : name;
        }
    }

    /** 422 {@code signup_disabled} unless sign-ups by passkey are on. */
    @POST
    @Requires(CallerKind.ANYONE)
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Begin signing up with a passkey")
    public Uni<RegistrationOptionsResource.RegistrationOptions> options(
            byte[] body, @Context HttpServerRequest request) {
        return limits.beginSignUp(clientAddress.of(request), clientAddress.isForwarded(request))
                .chain(() -> captcha.demand(body, request))
                .map(passed -> read(body))
                .chain(asked -> ceremony.beginSignUp(asked.email(), asked.displayName()))
                .map(RegistrationOptionsResource.RegistrationOptions::of);
    }

    private SignUpRequest read(byte[] body) {
        if (!settings.current().passkeys().signUp()) {
            throw ApiProblem.of(ChallengeProblem.SIGNUP_DISABLED);
        }
        SignUpRequest asked = JsonBody.read(body, SignUpRequest.class);
        String email = asked.email() == null ? "" : asked.email().trim();
        if (email.length() > LONGEST_EMAIL || email.indexOf('@') < 1) {
            throw ApiProblem.of(ChallengeProblem.BAD_EMAIL);
        }
        return new SignUpRequest(email, asked.data());
    }
}
