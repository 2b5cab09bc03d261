package dev.postern.credential.challenge;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The ceremonies; a challenge answers only the one it was issued for. */
public enum Ceremony {
    REGISTRATION,
    AUTHENTICATION,
    /** A registration by somebody who is no user yet. */
    SIGNUP;

    /** As it is spelled in JSON and metrics. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
