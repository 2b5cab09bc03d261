package dev.postern.session.otp;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.problem.ApiProblem;
import dev.postern.session.otp.MagicLink.Wish;
import dev.postern.session.pkce.CodeChallenge;
import dev.postern.session.user.EmailAddress;
import dev.postern.session.user.Metadata;
import dev.postern.session.user.UserProblem;
import java.util.Optional;

/** The body that asks for a code or link to sign in with. */
record OtpRequest(
        String email,
        String phone,
        JsonNode data,
        @JsonProperty("create_user") Boolean createUser,
        String channel,
        @JsonProperty("code_challenge") String codeChallenge,
        @JsonProperty("code_challenge_method") String codeChallengeMethod) {

    /** By the rules of {@code /otp}, which takes phone numbers too where there is a provider. */
    Wish toEmailOrPhone() {
        refuseIf(has(email) && has(phone), OtpProblem.EMAIL_AND_PHONE);
        refuseIf(has(email) && has(channel), OtpProblem.CHANNEL_WITHOUT_PHONE);
        Optional<CodeChallenge> challenge = challenge();
        refuseIf(has(phone), OtpProblem.PHONE_PROVIDER_DISABLED);
        refuseIf(!has(email), OtpProblem.EMAIL_OR_PHONE);
        return wish(challenge, createUser == null || createUser);
    }

    /** By the rules of {@code /magiclink}. */
    Wish toEmail() {
        refuseIf(!has(email), OtpProblem.NO_EMAIL);
        return wish(challenge(), true);
    }

    private Wish wish(Optional<CodeChallenge> challenge, boolean createsUser) {
        return new Wish(
                EmailAddress.normalise(email, UserProblem.BAD_EMAIL),
                Metadata.read(data),
                challenge,
                createsUser);
    }

    private Optional<CodeChallenge> challenge() {
        return CodeChallenge.of(codeChallenge, codeChallengeMethod);
    }

    private static boolean has(String text) {
        return text != null && !text.isEmpty();
    }

    private static void refuseIf(boolean condition, OtpProblem refusal) {
        if (condition) {
            throw ApiProblem.of(refusal);
        }
    }
}
