package dev.postern.credential.attestation;

import java.util.Locale;

/**
 * How much attestation the relying party wants (WebAuthn Level 3 §5.4.7), and what it does with
 * what it gets.
 */
public enum Conveyance {
    /** No statement is asked for; one that comes must be right, but no trust root is asked. */
    NONE,
    /**
     * A statement is asked for. One that chains to a trust anchor makes the AAGUID attested; any
     * other right one counts like none (§7.1, the note to step 24).
     */
    INDIRECT,
    /** A statement that chains to a trust anchor is demanded. */
    DIRECT;

    /** By its name in options and settings; the strictest for one that is not known. */
    public static Conveyance named(String name) {
        for (Conveyance conveyance : values()) {
            if (conveyance.name().toLowerCase(Locale.ROOT).equals(name)) {
                return conveyance;
            }
        }
        return DIRECT;
    }
}
