package dev.postern.local.gateway;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for Vert.x from the launcher's own threads, which are never event loops. */
final class Blocking {
    private static final int START_LIMIT_S = 10;

    private Blocking() {}

    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(START_LIMIT_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer within %d s".formatted(START_LIMIT_S), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /**
     * Waits for the end at most that long; whether it came to a good one does not matter to who is
     * leaving.
     */
    static void within(Future<?> future, long limit, TimeUnit unit) {
        try {
            future.otherwiseEmpty().toCompletionStage().toCompletableFuture().get(limit, unit);
        } catch (ExecutionException | TimeoutException e) {
            System.getLogger(Blocking.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing took too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
