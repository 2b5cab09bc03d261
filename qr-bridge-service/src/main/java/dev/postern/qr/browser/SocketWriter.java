package dev.postern.qr.browser;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;

/**
 * Writes to one socket and counts what its reader has not taken: a reader that lets more than a few
 * messages wait is closed, so that it cannot make the server hold them.
 */
final class SocketWriter {

    private static final int MOST_WAITING = 8;

    private final ServerWebSocket socket;
    private int waiting;
    private boolean closed;

    SocketWriter(ServerWebSocket socket) {
        this.socket = socket;
    }

    synchronized void send(JsonObject message) {
        if (!mayWrite()) {
            return;
        }
        socket.writeTextMessage(message.encode()).onComplete(done -> written());
    }

    synchronized void ping() {
        if (!mayWrite()) {
            return;
        }
        socket.writePing(Buffer.buffer()).onComplete(done -> written());
    }

    synchronized void close(CloseCode code) {
        if (!closed) {
            closed = true;
            socket.close(code.code()).onFailure(alreadyClosed -> {});
        }
    }

    private boolean mayWrite() {
        if (closed || socket.isClosed()) {
            return false;
        }
        if (waiting >= MOST_WAITING) {
            close(CloseCode.RATE);
            return false;
        }
        waiting++;
        return true;
    }

    private synchronized void written() {
        waiting--;
    }
}
