package dev.postern.credential;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of both verify endpoints.
 *
 * @param challengeId which challenge is answered
 * @param credential what the browser made; read only after the challenge is consumed
 */
public record VerifyRequest(
        @JsonProperty("challenge_id") @Schema(format = "uuid", required = true) String challengeId,
        @Schema(
                        implementation = Object.class,
                        required = true,
                        description =
                                "RegistrationResponseJSON or AuthenticationResponseJSON of WebAuthn"
                                        + " Level 3")
                JsonNode credential) {

    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Reads a body and demands both members. */
    public static VerifyRequest read(byte[] body) {
        VerifyRequest request = JsonBody.read(body, VerifyRequest.class);
        if (request.challengeId() == null || request.challengeId().isEmpty()) {
            throw ApiProblem.of(CredentialProblem.CHALLENGE_ID_REQUIRED);
        }
        if (request.credential() == null) {
            throw ApiProblem.of(CredentialProblem.CREDENTIAL_REQUIRED);
        }
        if (!isUuid(request.challengeId())) {
            throw ApiProblem.of(CredentialProblem.CHALLENGE_ID_NOT_UUID);
        }
        return request;
    }

    /** The challenge's id. */
    public UUID challenge() {
        return UUID.fromString(challengeId);
    }

    /** Whether a text is a UUID in its usual form. */
    public static boolean isUuid(String text) {
        return UUID_TEXT.matcher(text).matches();
    }
}
