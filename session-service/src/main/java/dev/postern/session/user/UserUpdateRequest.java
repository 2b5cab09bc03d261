package dev.postern.session.user;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.session.pkce.CodeChallenge;
import java.util.Optional;

/** What a user wants changed. */
record UserUpdateRequest(
        String email,
        String phone,
        String password,
        JsonNode data,
        @JsonProperty("app_metadata") JsonNode appMetadata,
        String nonce,
        @JsonProperty("current_password") String currentPassword,
        @JsonProperty("code_challenge") String codeChallenge,
        @JsonProperty("code_challenge_method") String codeChallengeMethod) {

    Optional<CodeChallenge> challenge() {
        return CodeChallenge.of(codeChallenge, codeChallengeMethod);
    }

    boolean setsEmail() {
        return email != null && !email.isEmpty();
    }

    boolean setsPhone() {
        return phone != null && !phone.isEmpty();
    }

    boolean setsPassword() {
        return password != null;
    }

    boolean setsAppMetadata() {
        return appMetadata != null && !appMetadata.isNull();
    }
}
