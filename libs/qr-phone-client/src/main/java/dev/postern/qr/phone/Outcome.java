package dev.postern.qr.phone;

/** How an approved hand-off ended, as far as the phone can know. */
public enum Outcome {
    /** The page has it. */
    DELIVERED,
    /** The bridge keeps it for the page, which has not confirmed yet. */
    ACCEPTED
}
