package dev.postern.session.signup;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import dev.postern.session.client.Client;
import dev.postern.session.token.SessionTokens;
import dev.postern.session.user.EmailAddress;
import dev.postern.session.user.Metadata;
import dev.postern.session.user.UserProblem;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Makes a user for a service that verified and stored their first passkey. */
@Path("/internal/signups")
@Requires(CallerKind.SERVICE)
@Produces(MediaType.APPLICATION_JSON)
public class InternalSignUpResource {

    record SignUpOfPasskey(
            @JsonProperty("user_id") UUID userId,
            String email,
            JsonNode data,
            @JsonProperty("credential_id") UUID credentialId,
            String aal,
            String ip,
            @JsonProperty("user_agent") String userAgent) {}

    private final PasskeyRegistration registration;
    private final SessionTokens tokens;

    InternalSignUpResource(PasskeyRegistration registration, SessionTokens tokens) {
        this.registration = registration;
        this.tokens = tokens;
    }

    /**
     * @return the session; 422 {@code signup_disabled} or {@code user_already_exists}, 403 {@code
     *     email_not_confirmed} where addresses must be confirmed, 400 for an address of another
     *     form
     */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Make a user who signs in by passkey alone")
    public Uni<Response> signUp(byte[] body) {
        return registration
                .register(applicant(JsonBody.read(body, SignUpOfPasskey.class)))
                .chain(tokens::issue)
                .map(grant -> grant.response().build());
    }

    private static PasskeyRegistration.Applicant applicant(SignUpOfPasskey request) {
        if (request.email() == null) {
            throw ApiProblem.of(UserProblem.BAD_EMAIL);
        }
        return new PasskeyRegistration.Applicant(
                request.userId(),
                EmailAddress.normalise(request.email(), UserProblem.BAD_EMAIL),
                Metadata.read(request.data()),
                request.credentialId(),
                "aal2".equals(request.aal()) ? "aal2" : "aal1",
                new Client(request.ip(), true, request.userAgent()));
    }
}
