package dev.postern.credential.record;

import java.util.List;

/**
 * How a deletion came out.
 *
 * @param deleted whether the passkey is gone
 * @param known whether the user had it at all
 * @param remaining the credential ids that the user has left, base64url
 */
public record Deletion(boolean deleted, boolean known, List<String> remaining) {

    public Deletion {
        remaining = List.copyOf(remaining);
    }
}
