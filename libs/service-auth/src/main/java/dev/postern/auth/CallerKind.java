package dev.postern.auth;

/** Whom a resource method serves. */
public enum CallerKind {
    /** Anybody; no credential is looked at. */
    ANYONE,
    /** A signed-in user whose session is alive. */
    USER,
    /** An administrator: the secret key, or an access token with an admin role. */
    ADMIN,
    /** Another service of the suite, by the service token. */
    SERVICE
}
