package dev.postern.qr.handoff;

import java.util.Locale;

/** Where a hand-off stands. All but the first three are final. */
public enum State {
    NEW,
    CLAIMED,
    APPROVED,
    DELIVERED,
    DENIED,
    EXPIRED,
    CANCELLED;

    /** The word in answers to a phone. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
