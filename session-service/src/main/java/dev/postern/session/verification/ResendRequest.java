package dev.postern.session.verification;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.problem.ApiProblem;
import dev.postern.session.pkce.CodeChallenge;
import dev.postern.session.settings.AuthSettings;
import dev.postern.session.user.EmailAddress;
import dev.postern.session.user.UserProblem;
import java.util.Optional;
import java.util.Set;

/** The body that asks for a mail again. */
record ResendRequest(
        String type,
        String email,
        String phone,
        @JsonProperty("code_challenge") String codeChallenge,
        @JsonProperty("code_challenge_method") String codeChallengeMethod) {

    private static final Set<String> TYPES =
            Set.of("signup", "email_change", "sms", "phone_change");

    /** The address in lower case; the checks come in the order of the contract. */
    String address(AuthSettings auth) {
        boolean hasEmail = email != null && !email.isEmpty();
        boolean hasPhone = phone != null && !phone.isEmpty();
        demand(type != null && TYPES.contains(type), VerificationProblem.RESEND_TYPE);
        demand(hasEmail || !"signup".equals(type), VerificationProblem.RESEND_NEEDS_EMAIL);
        demand(hasPhone || !"sms".equals(type), VerificationProblem.RESEND_NEEDS_PHONE);
        demand(!hasEmail || !hasPhone, VerificationProblem.RESEND_EMAIL_AND_PHONE);
        demand(hasEmail || hasPhone, VerificationProblem.RESEND_NO_ADDRESS);
        demand(!hasPhone, VerificationProblem.PHONE_PROVIDER_DISABLED);
        demand(auth.externalEmailEnabled(), VerificationProblem.EMAIL_PROVIDER_DISABLED);
        return EmailAddress.normalise(email, UserProblem.BAD_EMAIL);
    }

    Optional<CodeChallenge> challenge() {
        return CodeChallenge.of(codeChallenge, codeChallengeMethod);
    }

    boolean isForEmailChange() {
        return "email_change".equals(type);
    }

    boolean isForSignUp() {
        return "signup".equals(type);
    }

    private static void demand(boolean condition, VerificationProblem refusal) {
        if (!condition) {
            throw ApiProblem.of(refusal);
        }
    }
}
