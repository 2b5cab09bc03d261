package dev.postern.challenge.issuing;

import java.util.Optional;

/** The ceremony a challenge is issued for; a challenge serves no other. */
public enum Ceremony {
    REGISTRATION("registration"),
    AUTHENTICATION("authentication"),
    /** A registration by somebody who is no user yet; the challenge's id becomes the user's. */
    SIGNUP("signup");

    private final String wireName;

    Ceremony(String wireName) {
        this.wireName = wireName;
    }

    /** The name between the services and in Redis. */
    public String wireName() {
        return wireName;
    }

    static Optional<Ceremony> named(String wireName) {
        for (Ceremony ceremony : values()) {
            if (ceremony.wireName.equals(wireName)) {
                return Optional.of(ceremony);
            }
        }
        return Optional.empty();
    }
}
