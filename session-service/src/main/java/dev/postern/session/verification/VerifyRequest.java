package dev.postern.session.verification;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.problem.ApiProblem;
import dev.postern.session.user.EmailAddress;

/** The body of a verification: a code with its address, or the hash of a link. */
record VerifyRequest(
        String type,
        String token,
        @JsonProperty("token_hash") String tokenHash,
        String email,
        String phone,
        @JsonProperty("redirect_to") String redirectTo) {

    /**
     * What to look for.
     *
     * @param hash the stored hash of the code
     * @param notFound how to refuse when nothing has it
     */
    record Wanted(VerificationType type, String hash, VerificationProblem notFound) {}

    Wanted wanted() {
        if (isEmpty(type)) {
            throw ApiProblem.of(VerificationProblem.NO_TYPE);
        }
        if (isEmpty(token) == isEmpty(tokenHash)) {
            throw ApiProblem.of(VerificationProblem.TOKEN_OR_HASH);
        }
        return isEmpty(token) ? ofHash() : ofCode();
    }

    private Wanted ofHash() {
        if (!isEmpty(email) || !isEmpty(phone) || !isEmpty(redirectTo)) {
            throw ApiProblem.of(VerificationProblem.HASH_ALONE);
        }
        return new Wanted(
                typeOr(VerificationProblem.INVALID_EMAIL_TYPE),
                tokenHash,
                VerificationProblem.LINK_EXPIRED);
    }

    private Wanted ofCode() {
        if (isEmpty(email) == isEmpty(phone)) {
            throw ApiProblem.of(VerificationProblem.EMAIL_OR_PHONE);
        }
        if (!isEmpty(phone)) {
            throw ApiProblem.of(
                    type.equals("sms") || type.equals("phone_change")
                            ? VerificationProblem.CODE_EXPIRED
                            : VerificationProblem.UNSUPPORTED_TYPE);
        }
        String address = EmailAddress.normalise(email, VerificationProblem.BAD_EMAIL);
        return new Wanted(
                typeOr(VerificationProblem.UNSUPPORTED_TYPE),
                OneTimeTokens.hash(address, token),
                VerificationProblem.CODE_EXPIRED);
    }

    private VerificationType typeOr(VerificationProblem refusal) {
        return VerificationType.of(type).orElseThrow(() -> ApiProblem.of(refusal));
    }

    private static boolean isEmpty(String text) {
        return text == null || text.isEmpty();
    }
}
