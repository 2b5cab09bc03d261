package dev.postern.session.password;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.session.SessionConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The few threads that hash passwords. Each hash costs memory and a processor for tens of
 * milliseconds, so their number and the queue before them are bounded: a flood of password sign-ins
 * is refused with 503 instead of starving everything else.
 */
@ApplicationScoped
class HashingThreads {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ThreadPoolExecutor executor;

    HashingThreads(SessionConfig config) {
        int threads =
                config.passwords()
                        .concurrency()
                        .orElse(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        this.executor =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(config.passwords().queue()),
                        task -> new Thread(task, "password-hashing"));
        executor.allowCoreThreadTimeOut(true);
    }

    /** Runs the work on one of the threads and continues where it was asked for. */
    <T> Uni<T> run(Supplier<T> work) {
        Context context = Vertx.currentContext();
        return Uni.createFrom()
                .item(work)
                .runSubscriptionOn(executor)
                .emitOn(task -> context.runOnContext(ignored -> task.run()))
                .onFailure(RejectedExecutionException.class)
                .transform(
                        full ->
                                ApiProblem.of(Problem.UNAVAILABLE)
                                        .retryAfter(RETRY)
                                        .causedBy(full));
    }

    @PreDestroy
    void stop() {
        executor.shutdownNow();
    }
}
