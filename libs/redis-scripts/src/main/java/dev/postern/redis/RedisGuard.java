package dev.postern.redis;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Closes the door when Redis does not answer: the request fails with 503 and says when to come
 * back, whatever the client library reports.
 */
public final class RedisGuard {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private RedisGuard() {}

    /** The same call, bounded in time, failing only as an outage. */
    public static <T> Uni<T> guard(Uni<T> call) {
        return call.ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .transform(
                        failure ->
                                ApiProblem.of(Problem.UNAVAILABLE)
                                        .retryAfter(RETRY_AFTER)
                                        .causedBy(failure));
    }
}
