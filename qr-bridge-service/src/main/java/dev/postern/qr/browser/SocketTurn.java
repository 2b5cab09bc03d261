package dev.postern.qr.browser;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.http.ServerWebSocket;
import java.util.function.Consumer;

/**
 * Lets one socket ask one question at a time. While the store is asked the socket is not read, so
 * that what a page sends meanwhile waits in its own network buffers; the answer comes back on the
 * socket's event loop.
 */
final class SocketTurn {

    private final ServerWebSocket socket;
    private final Context context;
    private boolean busy;

    SocketTurn(ServerWebSocket socket, Context context) {
        this.socket = socket;
        this.context = context;
    }

    boolean isBusy() {
        return busy;
    }

    <T> void take(Uni<T> question, Consumer<? super T> then, Consumer<Throwable> otherwise) {
        busy = true;
        socket.pause();
        question.emitOn(command -> context.runOnContext(ignored -> command.run()))
                .onTermination()
                .invoke(() -> busy = false)
                .subscribe()
                .with(then, otherwise);
    }
}
