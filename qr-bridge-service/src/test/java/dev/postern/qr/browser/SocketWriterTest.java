package dev.postern.qr.browser;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyShort;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SocketWriterTest {

    private static final JsonObject MESSAGE = new JsonObject().put("action", "PING");

    private final ServerWebSocket socket = mock(ServerWebSocket.class);
    private final List<Promise<Void>> unread = new ArrayList<>();
    private final SocketWriter writer = new SocketWriter(socket);

    @BeforeEach
    void readNothing() {
        when(socket.writeTextMessage(anyString())).thenAnswer(call -> pending());
        when(socket.writePing(any())).thenAnswer(call -> pending());
        when(socket.close(anyShort())).thenReturn(Future.succeededFuture());
    }

    @Test
    @DisplayName("A slow reader is closed with 4429, and at most eight messages wait for it")
    void shouldCloseAReaderThatTakesNothing() {
        for (int i = 0; i < 50; i++) {
            writer.send(MESSAGE);
            writer.ping();
        }

        verify(socket, times(4)).writeTextMessage(anyString());
        verify(socket, times(4)).writePing(any());
        verify(socket, times(1)).close((short) 4429);
    }

    @Test
    void shouldServeAReaderThatKeepsUp() {
        for (int i = 0; i < 50; i++) {
            writer.send(MESSAGE);
            unread.get(i).complete();
        }

        verify(socket, times(50)).writeTextMessage(anyString());
        verify(socket, never()).close(anyShort());
    }

    @Test
    void shouldWriteNothingAfterClosing() {
        writer.close(CloseCode.DONE);
        writer.close(CloseCode.DRAIN);
        writer.send(MESSAGE);

        verify(socket, times(1)).close((short) 1000);
        verify(socket, never()).writeTextMessage(anyString());
    }

    private Future<Void> pending() {
        Promise<Void> promise = Promise.promise();
        unread.add(promise);
        return promise.future();
    }
}
