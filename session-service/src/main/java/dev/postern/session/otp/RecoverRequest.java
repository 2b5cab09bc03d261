package dev.postern.session.otp;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.problem.ApiProblem;
import dev.postern.session.pkce.CodeChallenge;
import dev.postern.session.user.EmailAddress;
import dev.postern.session.user.UserProblem;
import java.util.Optional;

/** The body that asks for a new password. */
record RecoverRequest(
        String email,
        @JsonProperty("code_challenge") String codeChallenge,
        @JsonProperty("code_challenge_method") String codeChallengeMethod) {

    /** The address in lower case. */
    String address() {
        if (email == null || email.isEmpty()) {
            throw ApiProblem.of(OtpProblem.NO_EMAIL_TO_RECOVER);
        }
        return EmailAddress.normalise(email, UserProblem.BAD_EMAIL);
    }

    Optional<CodeChallenge> challenge() {
        return CodeChallenge.of(codeChallenge, codeChallengeMethod);
    }
}
