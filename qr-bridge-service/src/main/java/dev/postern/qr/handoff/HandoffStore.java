package dev.postern.qr.handoff;

import dev.postern.problem.ApiProblem;
import dev.postern.qr.QrConfig;
import dev.postern.settings.QrApplication;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Hand-offs in Redis. Refusals of the state machine come as {@link QrProblem}; when Redis does not
 * answer every call fails with 503.
 */
@ApplicationScoped
public class HandoffStore {

    private final ScriptRunner scripts;
    private final QrConfig config;

    HandoffStore(ScriptRunner scripts, QrConfig config) {
        this.scripts = scripts;
        this.config = config;
    }

    /**
     * A page where a move must be announced.
     *
     * @param node the replica that holds its socket; empty when it polls
     */
    public record Place(String node, String connectionId) {}

    /** What a claim says of the phone. */
    public record Claimant(
            String userId,
            String deviceId,
            String deviceJson,
            String userHint,
            String handshakeHash,
            String keyHash,
            String eventMembers) {}

    /** What the bridge decided about a claim. */
    public record Assessed(String riskJson, String riskStatus, boolean matching, String nonce) {}

    /** A claim that holds. */
    public record Claimed(Place place, long decideBy) {}

    /** What a phone sends for the page. */
    public record Approval(
            String userId,
            String handshakeHash,
            String ciphertext,
            String ciphertextHash,
            String scheme,
            boolean digitsMatch,
            boolean trustBrowser) {}

    /** How the state machine took an approval. */
    public record Approved(State state, Place place) {}

    /** A refusal of an approval that the page must hear of, too. */
    public record Refused(ApiProblem problem, Optional<Place> place) {}

    /** What became of a delivery. */
    public record Acknowledged(
            State state, String waitingNode, String appId, String userId, String trustKey) {}

    /** A hand-off and its page; empty when either is unknown. */
    public Uni<Optional<View>> peek(String sessionId) {
        return scripts.run(
                        HandoffScripts.PEEK,
                        ScriptRunner.key(sessionId),
                        scripts.arguments(sessionId))
                .map(
                        answer ->
                                answer.size() < 3
                                        ? Optional.empty()
                                        : Answers.view(
                                                Answers.map(answer.get(2).get(1)).get("cid"),
                                                answer));
    }

    public Uni<Claimed> claim(
            String sessionId, QrApplication application, Claimant claimant, Assessed assessed) {
        List<String> arguments =
                scripts.arguments(
                        sessionId,
                        application.id(),
                        claimant.userId(),
                        claimant.deviceId(),
                        claimant.handshakeHash(),
                        claimant.keyHash(),
                        ScriptRunner.millis(application.timings().decide()),
                        claimant.eventMembers(),
                        assessed.nonce(),
                        claimant.deviceJson(),
                        assessed.riskJson(),
                        assessed.riskStatus(),
                        assessed.matching() ? "1" : "0",
                        claimant.userHint(),
                        ScriptRunner.millis(config.resumeWindow()));
        return scripts.run(HandoffScripts.CLAIM, ScriptRunner.key(sessionId), arguments)
                .map(
                        answer -> {
                            String outcome = answer.get(0).toString();
                            if (!outcome.equals("ok")) {
                                throw QrProblem.coded(outcome);
                            }
                            return new Claimed(Answers.place(answer), answer.get(3).toLong());
                        });
    }

    /**
     * Approves; a refusal that the page must hear of goes to {@code refused} before it is thrown.
     */
    public Uni<Approved> approve(
            String sessionId,
            QrApplication application,
            Approval approval,
            String waitingNode,
            java.util.function.Function<Refused, Uni<Void>> refused) {
        List<String> arguments =
                scripts.arguments(
                        sessionId,
                        application.id(),
                        approval.userId(),
                        approval.handshakeHash(),
                        approval.ciphertextHash(),
                        approval.ciphertext(),
                        approval.scheme(),
                        ScriptRunner.millis(application.timings().ciphertext()),
                        approval.digitsMatch() ? "1" : "0",
                        waitingNode,
                        approval.trustBrowser() ? "1" : "0");
        return scripts.run(HandoffScripts.APPROVE, ScriptRunner.key(sessionId), arguments)
                .chain(
                        answer -> {
                            String outcome = answer.get(0).toString();
                            if (isState(outcome)) {
                                return Uni.createFrom()
                                        .item(
                                                new Approved(
                                                        State.valueOf(outcome),
                                                        Answers.place(answer)));
                            }
                            ApiProblem problem = QrProblem.coded(outcome);
                            Optional<Place> place =
                                    answer.size() > 1
                                            ? Optional.of(Answers.place(answer))
                                            : Optional.empty();
                            return refused.apply(new Refused(problem, place))
                                    .chain(() -> Uni.createFrom().failure(problem));
                        });
    }

    public Uni<Place> deny(
            String sessionId,
            QrApplication application,
            String userId,
            String handshakeHash,
            String reason) {
        List<String> arguments =
                scripts.arguments(sessionId, application.id(), userId, handshakeHash, reason);
        return scripts.run(HandoffScripts.DENY, ScriptRunner.key(sessionId), arguments)
                .map(
                        answer -> {
                            String outcome = answer.get(0).toString();
                            if (!isState(outcome)) {
                                throw QrProblem.coded(outcome);
                            }
                            return Answers.place(answer);
                        });
    }

    /** Ends a delivery; empty when there was none to end. */
    public Uni<Optional<Acknowledged>> acknowledge(
            String sessionId, String connectionId, boolean opened) {
        return scripts.run(
                        HandoffScripts.ACKNOWLEDGE,
                        ScriptRunner.key(sessionId),
                        scripts.arguments(sessionId, connectionId, opened ? "1" : "0"))
                .map(
                        answer ->
                                switch (answer.get(0).toString()) {
                                    case "DELIVERED" ->
                                            Optional.of(
                                                    new Acknowledged(
                                                            State.DELIVERED,
                                                            answer.get(1).toString(),
                                                            answer.get(2).toString(),
                                                            answer.get(3).toString(),
                                                            answer.get(4).toString()));
                                    case "CANCELLED" ->
                                            Optional.of(
                                                    new Acknowledged(
                                                            State.CANCELLED,
                                                            answer.get(1).toString(),
                                                            "",
                                                            "",
                                                            ""));
                                    default -> Optional.empty();
                                });
    }

    public Uni<State> status(
            String sessionId, QrApplication application, String userId, String handshakeHash) {
        List<String> arguments =
                scripts.arguments(
                        sessionId,
                        application.id(),
                        userId,
                        handshakeHash,
                        ScriptRunner.millis(config.pollInterval()));
        return scripts.run(HandoffScripts.STATUS, ScriptRunner.key(sessionId), arguments)
                .map(Response::toString)
                .map(
                        outcome -> {
                            if (outcome.equals("slow_down")) {
                                throw QrProblem.coded(outcome).retryAfter(config.pollInterval());
                            }
                            if (!isState(outcome)) {
                                throw QrProblem.coded(outcome);
                            }
                            return State.valueOf(outcome);
                        });
    }

    private static boolean isState(String outcome) {
        return Character.isUpperCase(outcome.charAt(0));
    }
}
