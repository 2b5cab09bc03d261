package dev.postern.session.signup;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.session.pkce.CodeChallenge;
import java.util.Optional;

/** The body of a sign-up. */
record SignUpRequest(
        String email,
        String phone,
        String password,
        JsonNode data,
        @JsonProperty("code_challenge") String codeChallenge,
        @JsonProperty("code_challenge_method") String codeChallengeMethod) {

    boolean hasEmail() {
        return email != null && !email.isEmpty();
    }

    Optional<CodeChallenge> challenge() {
        return CodeChallenge.of(codeChallenge, codeChallengeMethod);
    }

    boolean hasPhone() {
        return phone != null && !phone.isEmpty();
    }

    boolean isAnonymous() {
        return !hasEmail() && !hasPhone();
    }
}
