package dev.postern.credential.management;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.credential.CredentialProblem;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body that renames a passkey.
 *
 * @param friendlyName 1 to 120 characters, counted as code points
 */
record RenameRequest(
        @Schema(required = true, minLength = 1, maxLength = 120) @JsonProperty("friendly_name")
                String friendlyName) {

    private static final int LONGEST = 120;

    static RenameRequest read(byte[] body) {
        RenameRequest request = JsonBody.read(body, RenameRequest.class);
        String name = request.friendlyName();
        if (name == null || name.isEmpty()) {
            throw ApiProblem.of(CredentialProblem.FRIENDLY_NAME_REQUIRED);
        }
        if (name.codePointCount(0, name.length()) > LONGEST) {
            throw ApiProblem.of(CredentialProblem.FRIENDLY_NAME_TOO_LONG);
        }
        if (name.indexOf('\0') >= 0) {
            throw ApiProblem.of(CredentialProblem.FRIENDLY_NAME_UNSTORABLE);
        }
        return request;
    }
}
