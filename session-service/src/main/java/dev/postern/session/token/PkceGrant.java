package dev.postern.session.token;

import dev.postern.problem.ApiProblem;
import dev.postern.session.client.Client;
import dev.postern.session.pkce.FlowStates;
import dev.postern.session.pkce.FlowStates.Redeemed;
import dev.postern.session.session.OpenedSession;
import dev.postern.session.session.OpeningRefused;
import dev.postern.session.session.OpeningRefused.Grounds;
import dev.postern.session.session.SessionOpening;
import dev.postern.session.session.Sessions;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Exchanges the code that a link led on with for a session, once, in one transaction. */
@ApplicationScoped
class PkceGrant {

    private final FlowStates flows;
    private final Sessions sessions;

    PkceGrant(FlowStates flows, Sessions sessions) {
        this.flows = flows;
        this.sessions = sessions;
    }

    @WithTransaction
    Uni<OpenedSession> exchange(TokenRequest request, Client client) {
        return flows.redeem(request.authCode(), request.codeVerifier())
                .chain(redeemed -> open(redeemed, client));
    }

    private Uni<OpenedSession> open(Redeemed redeemed, Client client) {
        return sessions.open(SessionOpening.by(redeemed.method(), redeemed.userId(), client))
                .onFailure(OpeningRefused.class)
                .transform(failure -> ApiProblem.of(refusal((OpeningRefused) failure)));
    }

    private static TokenProblem refusal(OpeningRefused refused) {
        return refused.grounds() == Grounds.USER_BANNED
                ? TokenProblem.USER_BANNED
                : TokenProblem.INVALID_CREDENTIALS;
    }
}
