package dev.postern.session.verification;

/** What somebody shows to prove an address: what was typed, or what a link carried. */
sealed interface Proof {

    /** What it claims to be for. */
    VerificationType type();

    /** How to refuse when nothing goes with it. */
    VerificationProblem refusal();

    /** The digits of a mail, typed where the address was given. */
    record Digits(VerificationType type, String address, String digits) implements Proof {
        @Override
        public VerificationProblem refusal() {
            return VerificationProblem.CODE_EXPIRED;
        }
    }

    /** The hash that the link of a mail carries. */
    record Hash(VerificationType type, String hash) implements Proof {

        /** Whether it leads on with a code of the PKCE flow. */
        boolean isPkce() {
            return hash.startsWith(OneTimeTokens.PKCE_PREFIX);
        }

        @Override
        public VerificationProblem refusal() {
            return VerificationProblem.LINK_EXPIRED;
        }
    }
}
