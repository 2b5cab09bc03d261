package dev.postern.credential.signup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.credential.CredentialProblem;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What comes beside {@code challenge_id} and {@code credential}.
 *
 * @param email the new user's address
 * @param data the new user's metadata, as in a sign-up with a password
 */
record SignUpRequest(
        @Schema(required = true) String email,
        @Schema(implementation = Object.class) JsonNode data) {

    static SignUpRequest read(byte[] body) {
        SignUpRequest request = JsonBody.read(body, SignUpRequest.class);
        if (request.email() == null || request.email().isBlank()) {
            throw ApiProblem.of(CredentialProblem.EMAIL_REQUIRED);
        }
        return request;
    }
}
