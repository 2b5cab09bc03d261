package dev.postern.auth;

import io.smallrye.mutiny.Uni;

/**
 * Tells whether the user and the session behind a verified token still exist.
 *
 * <p>The caller filter MUST ask it after the token's signature holds and before the resource runs.
 * An implementation MUST fail with {@code USER_NOT_FOUND_FROM_TOKEN}, {@code SESSION_NOT_FOUND} or
 * {@code USER_BANNED}, in that order, and MUST fail (not pass) when it cannot tell and is the
 * authority. What it had to load it may leave with {@link Caller#attach(Object)}.
 */
public interface SessionGate {
    Uni<Void> check(AccessToken token, Caller caller);
}
