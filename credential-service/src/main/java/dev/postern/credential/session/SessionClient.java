package dev.postern.credential.session;

import dev.postern.credential.PeerOutage;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestResponse;

/** Asks session-service about users and has it open sessions. */
@ApplicationScoped
public class SessionClient {

    private final SessionApi api;

    SessionClient(@RestClient SessionApi api) {
        this.api = api;
    }

    /**
     * A user and one of their sessions; fails with 403 {@code user_not_found}, {@code
     * session_not_found} or {@code user_banned}.
     */
    public Uni<Introspection> introspect(UUID sessionId, UUID userId) {
        return again(Uni.createFrom().deferred(() -> api.introspect(sessionId, userId)));
    }

    /** A user, banned or not; fails with 404 {@code user_not_found}. */
    public Uni<Introspection> user(UUID userId) {
        return again(Uni.createFrom().deferred(() -> api.user(userId)));
    }

    /** Opens a session. Not retried: a lost answer would leave a session nobody has. */
    public Uni<RestResponse<byte[]>> open(SessionApi.SignIn signIn) {
        return api.open(signIn).onFailure().transform(PeerOutage::asProblem);
    }

    /** Makes a user and opens their first session. Not retried, for the same reason. */
    public Uni<RestResponse<byte[]>> signUp(SessionApi.SignUp signUp) {
        return api.signUp(signUp).onFailure().transform(PeerOutage::asProblem);
    }

    /** Ends the sessions that a passkey of a user opened; ending them twice does no harm. */
    public Uni<Void> revoke(UUID userId, UUID credentialId) {
        return again(Uni.createFrom().deferred(() -> api.revoke(userId, credentialId)));
    }

    private static <T> Uni<T> again(Uni<T> question) {
        return question.onFailure(PeerOutage::isOutage)
                .retry()
                .atMost(1)
                .onFailure()
                .transform(PeerOutage::asProblem);
    }
}
