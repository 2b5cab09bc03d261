package dev.postern.local;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Vert.x for the gateway alone: two event loops, no cache on the disk. */
final class LocalVertx {
    private static final int EVENT_LOOPS = 2;
    private static final int WORKERS = 2;
    private static final int CLOSE_LIMIT_S = 2;

    private LocalVertx() {}

    static Vertx create() {
        return Vertx.vertx(
                new VertxOptions()
                        .setEventLoopPoolSize(EVENT_LOOPS)
                        .setWorkerPoolSize(WORKERS)
                        .setInternalBlockingPoolSize(WORKERS)
                        .setFileSystemOptions(
                                new FileSystemOptions()
                                        .setFileCachingEnabled(false)
                                        .setClassPathResolvingEnabled(false)));
    }

    static void close(Vertx vertx)
            throws ExecutionException, InterruptedException, TimeoutException {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .get(CLOSE_LIMIT_S, TimeUnit.SECONDS);
    }
}
