package dev.postern.credential;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import java.time.Duration;

/**
 * What a client is told when another service of the suite does not answer: to come back in a
 * moment. A refusal of that service passes as it is.
 */
public final class PeerOutage {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private PeerOutage() {}

    /** The refusal that a failed call to another service amounts to. */
    public static Throwable asProblem(Throwable failure) {
        return ApiProblem.in(failure)
                .orElseGet(
                        () ->
                                ApiProblem.of(Problem.UNAVAILABLE)
                                        .retryAfter(RETRY)
                                        .causedBy(failure));
    }

    /** Whether the call got no answer, so that an idempotent one may be made again. */
    public static boolean isOutage(Throwable failure) {
        return ApiProblem.in(failure).isEmpty();
    }
}
