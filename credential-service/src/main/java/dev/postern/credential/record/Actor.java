package dev.postern.credential.record;

import java.util.UUID;

/**
 * Who changes a credential record, as its event tells.
 *
 * @param id the user; null for an administrator or the suite itself
 * @param role the role they act in; null for the suite itself
 */
public record Actor(UUID id, String role) {

    /** The suite itself, following up on something else. */
    public static final Actor SUITE = new Actor(null, null);
}
