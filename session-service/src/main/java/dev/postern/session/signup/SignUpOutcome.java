package dev.postern.session.signup;

import dev.postern.session.session.OpenedSession;
import dev.postern.session.verification.PendingMail;
import java.util.Map;

/** How a sign-up went on. */
sealed interface SignUpOutcome {

    /** The user is confirmed and signed in. */
    record SignedIn(OpenedSession opened) implements SignUpOutcome {}

    /** The user exists and must prove the address. */
    record Unconfirmed(PendingMail mail) implements SignUpOutcome {}

    /** Somebody has this address already; the answer must not tell. */
    record Concealed(String email, Map<String, Object> metadata) implements SignUpOutcome {}
}
