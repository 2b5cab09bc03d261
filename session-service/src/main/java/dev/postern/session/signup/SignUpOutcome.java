package dev.postern.session.signup;

import dev.postern.session.session.OpenedSession;
import dev.postern.session.user.UserEntity;
import dev.postern.session.verification.OneTimeTokens.Code;
import java.util.Map;
import java.util.UUID;

/** How a sign-up went on. */
sealed interface SignUpOutcome {

    /** The user is confirmed and signed in. */
    record SignedIn(OpenedSession opened) implements SignUpOutcome {}

    /** The user exists and must prove the address. */
    record Unconfirmed(UUID userId, Code code) implements SignUpOutcome {
        static Unconfirmed of(UserEntity user, Code code) {
            return new Unconfirmed(user.id, code);
        }
    }

    /** Somebody has this address already; the answer must not tell. */
    record Concealed(String email, Map<String, Object> metadata) implements SignUpOutcome {}
}
