package dev.postern.qr.claim;

import dev.postern.problem.ApiProblem;
import dev.postern.qr.QrConfig;
import dev.postern.qr.handoff.Acknowledgements;
import dev.postern.qr.handoff.Handoff;
import dev.postern.qr.handoff.HandoffStore;
import dev.postern.qr.handoff.MatchCode;
import dev.postern.qr.handoff.NodeBus;
import dev.postern.qr.handoff.QrProblem;
import dev.postern.qr.handoff.State;
import dev.postern.qr.handoff.Tokens;
import dev.postern.settings.QrApplication;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Carries a phone's yes or no to the page. */
@ApplicationScoped
class Decisions {

    private final HandoffStore store;
    private final NodeBus bus;
    private final Acknowledgements acknowledgements;
    private final MatchCode matchCode;
    private final Claims claims;
    private final QrConfig config;

    Decisions(
            HandoffStore store,
            NodeBus bus,
            Acknowledgements acknowledgements,
            MatchCode matchCode,
            Claims claims,
            QrConfig config) {
        this.store = store;
        this.bus = bus;
        this.acknowledgements = acknowledgements;
        this.matchCode = matchCode;
        this.claims = claims;
        this.config = config;
    }

    /**
     * A yes.
     *
     * @param handshake what proves that the decider is the claimer
     * @param ciphertext the sealed payload as the page will receive it, JSON
     * @param scheme how it is sealed
     * @param typed the digits the user typed, or null
     */
    record Yes(
            String handshake,
            String ciphertext,
            String scheme,
            String typed,
            boolean trustBrowser) {}

    /**
     * @return {@code DELIVERED}, or {@code APPROVED} when the page has not answered in time
     */
    Uni<State> approve(QrApplication application, String sessionId, Phone phone, Yes yes) {
        return claims.find(sessionId, phone)
                .map(view -> view.handoffs().get(0))
                .chain(handoff -> approve(application, handoff, phone, yes));
    }

    private Uni<State> approve(QrApplication application, Handoff handoff, Phone phone, Yes yes) {
        HandoffStore.Approval approval =
                new HandoffStore.Approval(
                        phone.userId(),
                        Tokens.hash(yes.handshake()),
                        yes.ciphertext(),
                        Tokens.hash(yes.scheme() + yes.ciphertext()),
                        yes.scheme(),
                        matchCode.matches(yes.typed(), handoff.id(), handoff.nonce()),
                        yes.trustBrowser());
        return store.approve(handoff.id(), application, approval, bus.node(), this::tellRefused)
                .chain(
                        approved ->
                                approved.state() == State.DELIVERED
                                        ? Uni.createFrom().item(State.DELIVERED)
                                        : deliver(handoff.id(), approved.place()));
    }

    private Uni<State> deliver(String sessionId, HandoffStore.Place place) {
        Uni<State> answer = acknowledgements.await(sessionId, config.waitAck());
        return tell(place)
                .chain(() -> answer)
                .map(
                        state -> {
                            if (state == State.CANCELLED) {
                                throw ApiProblem.of(QrProblem.CANCELLED);
                            }
                            return state;
                        });
    }

    Uni<Void> deny(
            QrApplication application,
            String sessionId,
            Phone phone,
            String handshake,
            String reason) {
        return claims.find(sessionId, phone)
                .chain(
                        view ->
                                store.deny(
                                        sessionId,
                                        application,
                                        phone.userId(),
                                        Tokens.hash(handshake),
                                        reason))
                .chain(this::tell);
    }

    Uni<State> state(QrApplication application, String sessionId, Phone phone, String handshake) {
        return claims.find(sessionId, phone)
                .chain(
                        view ->
                                store.status(
                                        sessionId,
                                        application,
                                        phone.userId(),
                                        Tokens.hash(handshake)));
    }

    private Uni<Void> tellRefused(HandoffStore.Refused refused) {
        Optional<HandoffStore.Place> place = refused.place();
        return place.isPresent() ? tell(place.get()) : Uni.createFrom().voidItem();
    }

    private Uni<Void> tell(HandoffStore.Place place) {
        return bus.tell(place.node(), NodeBus.Kind.MOVED, place.connectionId());
    }
}
