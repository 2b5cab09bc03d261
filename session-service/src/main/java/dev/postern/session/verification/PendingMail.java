package dev.postern.session.verification;

import dev.postern.session.verification.OneTimeTokens.Code;
import java.util.UUID;

/** A mail that waits until the transaction which made its code has committed. */
public record PendingMail(Kind kind, UUID userId, Code code) {

    /** Which mail it is. */
    public enum Kind {
        CONFIRMATION("confirmationSentAt"),
        MAGIC_LINK("recoverySentAt"),
        RECOVERY("recoverySentAt"),
        REAUTHENTICATION("reauthenticationSentAt");

        /** The attribute of the user that tells when the last one went. */
        final String sentAt;

        Kind(String sentAt) {
            this.sentAt = sentAt;
        }
    }
}
