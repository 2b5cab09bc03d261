package dev.postern.qr.claim;

import dev.postern.problem.ApiProblem;
import dev.postern.qr.QrConfig;
import dev.postern.qr.application.Applications;
import dev.postern.qr.event.LimitReached;
import dev.postern.qr.handoff.HandoffStore;
import dev.postern.qr.handoff.NodeBus;
import dev.postern.qr.handoff.QrProblem;
import dev.postern.qr.handoff.Tokens;
import dev.postern.qr.handoff.View;
import dev.postern.qr.risk.Risk;
import dev.postern.qr.risk.RiskAssessment;
import dev.postern.redis.Limit;
import dev.postern.redis.RateLimiter;
import dev.postern.settings.QrApplication;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Makes a scanned code a phone's own. */
@ApplicationScoped
class Claims {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final HandoffStore store;
    private final NodeBus bus;
    private final RiskAssessment risks;
    private final RateLimiter limiter;
    private final LimitReached reached;
    private final Applications applications;
    private final QrConfig config;

    Claims(
            HandoffStore store,
            NodeBus bus,
            RiskAssessment risks,
            RateLimiter limiter,
            LimitReached reached,
            Applications applications,
            QrConfig config) {
        this.store = store;
        this.bus = bus;
        this.risks = risks;
        this.limiter = limiter;
        this.reached = reached;
        this.applications = applications;
        this.config = config;
    }

    /**
     * Who claims, and with what.
     *
     * @param keyHash the commitment in the code; empty when the phone knows none
     * @param handshakeHash what is stored of the token that the decision must present
     */
    record Claimant(Phone phone, Requests.Device device, String keyHash, String handshakeHash) {}

    /** A claim that holds. */
    record Claimed(View view, Risk risk, long decideBy) {}

    Uni<Claimed> claim(QrApplication application, String sessionId, Claimant claimant) {
        return admit(claimant.phone())
                .chain(() -> find(sessionId, claimant.phone()))
                .invoke(view -> check(application, view, claimant))
                .chain(
                        view ->
                                risks.assess(
                                                application,
                                                view.connection(),
                                                claimant.phone().userId(),
                                                claimant.phone().address())
                                        .chain(risk -> hold(application, view, claimant, risk)));
    }

    /** A hand-off by its id; asking for ones that are not there is limited. */
    Uni<View> find(String sessionId, Phone phone) {
        if (!Tokens.isWellFormed(sessionId)) {
            return unknown(phone);
        }
        return store.peek(sessionId)
                .chain(
                        view ->
                                view.map(v -> Uni.createFrom().item(v))
                                        .orElseGet(() -> unknown(phone)));
    }

    private Uni<Claimed> hold(QrApplication application, View view, Claimant claimant, Risk risk) {
        String sessionId = view.handoffs().get(0).id();
        HandoffStore.Claimant stored =
                new HandoffStore.Claimant(
                        claimant.phone().userId(),
                        Tokens.hash(claimant.device().id()),
                        claimant.device().toJson().encode(),
                        claimant.phone().userHint(),
                        claimant.handshakeHash(),
                        claimant.keyHash(),
                        eventMembers(claimant, risk));
        HandoffStore.Assessed assessed =
                new HandoffStore.Assessed(
                        new JsonObject()
                                .put("status", risk.status())
                                .put("flags", new JsonArray(risk.flags()))
                                .encode(),
                        risk.status(),
                        risk.mustMatch(),
                        Tokens.random());
        return store.claim(sessionId, application, stored, assessed)
                .call(
                        claimed ->
                                bus.tell(
                                        claimed.place().node(),
                                        NodeBus.Kind.MOVED,
                                        claimed.place().connectionId()))
                .map(claimed -> new Claimed(view, risk, claimed.decideBy()));
    }

    private static void check(QrApplication application, View view, Claimant claimant) {
        if (!view.handoffs().get(0).appId().equals(application.id())) {
            throw ApiProblem.of(QrProblem.APP_KEY_MISMATCH);
        }
        if (claimant.keyHash().isEmpty() && application.requireKeyCommitment()) {
            throw ApiProblem.of(QrProblem.COMMITMENT_REQUIRED);
        }
    }

    private Uni<Void> admit(Phone phone) {
        if (!applications.limited()) {
            return Uni.createFrom().voidItem();
        }
        Uni<Void> byAddress =
                take("claims", "qr-claims-by-address", config.claimsPerAddress(), phone.address());
        return phone.hasUser()
                ? byAddress.chain(
                        () -> take("claims", "qr-claims", config.claimsPerUser(), phone.userId()))
                : byAddress;
    }

    private Uni<View> unknown(Phone phone) {
        ApiProblem notFound = ApiProblem.of(QrProblem.SESSION_NOT_FOUND);
        return (applications.limited()
                        ? take(
                                "unknown_ids",
                                "qr-unknown-ids",
                                config.unknownIdsPerMinute(),
                                phone.address())
                        : Uni.createFrom().voidItem())
                .chain(() -> Uni.createFrom().failure(notFound));
    }

    private Uni<Void> take(String limit, String bucket, int perMinute, String who) {
        return limiter.take(new Limit(bucket, perMinute, perMinute, MINUTE), who)
                .onFailure(Claims::isLimited)
                .call(() -> reached.note(limit, who));
    }

    private static boolean isLimited(Throwable failure) {
        return ApiProblem.in(failure).filter(problem -> problem.status() == 429).isPresent();
    }

    private static String eventMembers(Claimant claimant, Risk risk) {
        JsonObject members =
                new JsonObject()
                        .put("device", claimant.device().toJson())
                        .put("mobile_ip", claimant.phone().address())
                        .put(
                                "risk",
                                new JsonObject()
                                        .put("status", risk.status())
                                        .put("flags", new JsonArray(risk.flags())));
        if (claimant.phone().hasUser()) {
            members.put("user_id", claimant.phone().userId());
        }
        String json = members.encode();
        return json.substring(1, json.length() - 1);
    }
}
