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

    Proof proof() {
        if (isEmpty(type)) {
            throw ApiProblem.of(VerificationProblem.NO_TYPE);
        }
        if (isEmpty(token) == isEmpty(tokenHash)) {
            throw ApiProblem.of(VerificationProblem.TOKEN_OR_HASH);
        }
        return isEmpty(token) ? ofHash() : ofCode();
    }

    private Proof ofHash() {
        if (!isEmpty(email) || !isEmpty(phone) || !isEmpty(redirectTo)) {
            throw ApiProblem.of(VerificationProblem.HASH_ALONE);
        }
        return new Proof.Hash(typeOr(VerificationProblem.INVALID_EMAIL_TYPE), tokenHash);
    }

    private Proof ofCode() {
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
        return new Proof.Digits(typeOr(VerificationProblem.UNSUPPORTED_TYPE), address, token);
    }

    private VerificationType typeOr(VerificationProblem refusal) {
        return VerificationType.of(type).orElseThrow(() -> ApiProblem.of(refusal));
    }

    static boolean isEmpty(String text) {
        return text == null || text.isEmpty();
    }
}
