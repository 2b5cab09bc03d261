package dev.postern.challenge.issuing;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An outstanding challenge.
 *
 * @param id what the client names it by
 * @param ceremony the ceremony it is for
 * @param userId the user it is bound to; empty for a usernameless sign-in
 * @param value the challenge itself: base64url of 32 random bytes
 * @param userVerification what the options asked for, so that verification holds them to it
 * @param conditional whether the client is to register without asking its user; then, and only
 *     then, the answer may lack user presence
 * @param expiresAt when it stops being answerable
 */
public record Challenge(
        UUID id,
        Ceremony ceremony,
        Optional<UUID> userId,
        String value,
        String userVerification,
        boolean conditional,
        Instant expiresAt) {

    private static final String SEPARATOR = "|";
    private static final String CONDITIONAL = "conditional";

    boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    /** What may be compared before it is consumed: ceremony and owner. */
    static String owner(Ceremony ceremony, Optional<UUID> userId) {
        return ceremony.wireName() + SEPARATOR + userId.map(UUID::toString).orElse("") + SEPARATOR;
    }

    String serialize() {
        return owner(ceremony, userId)
                + expiresAt.toEpochMilli()
                + SEPARATOR
                + userVerification
                + SEPARATOR
                + (conditional ? CONDITIONAL : "")
                + SEPARATOR
                + value;
    }

    static Challenge parse(UUID id, String text) {
        String[] parts = text.split("\\|", 6);
        return new Challenge(
                id,
                Ceremony.named(parts[0]).orElseThrow(),
                parts[1].isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(parts[1])),
                parts[5],
                parts[3],
                parts[4].equals(CONDITIONAL),
                Instant.ofEpochMilli(Long.parseLong(parts[2])));
    }
}
