package dev.postern.session.token;

import java.util.UUID;

/**
 * What a refresh token says once its authenticity is proven.
 *
 * @param sessionId the session it continues
 * @param counter how often that session had been refreshed when it was issued
 */
record RefreshToken(UUID sessionId, long counter) {}
