package dev.postern.session.verification;

import dev.postern.session.session.OpenedSession;

/** What came of a code or link that was right. */
sealed interface Verified {

    /** A session. */
    record SignedIn(OpenedSession opened) implements Verified {}

    /** A code of the PKCE flow, which its client exchanges for a session. */
    record WithAuthCode(String authCode) implements Verified {}

    /** The first of the two agreements that a change of address takes. */
    record FirstOfTwo() implements Verified {}
}
