package dev.postern.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisProcessTest {
    @Test
    void shouldKeepKeysBetweenStarts(@TempDir Path folder) throws IOException {
        // Given
        Path log = folder.resolve("log");
        try (RedisProcess first = RedisProcess.start(folder, FreePorts.next(), log)) {
            assertThat(command(first, "SET key kept", 5)).isEqualTo("+OK\r\n");
        }

        // When
        try (RedisProcess second = RedisProcess.start(folder, FreePorts.next(), log)) {

            // Then
            assertThat(command(second, "GETDEL key", 10)).isEqualTo("$4\r\nkept\r\n");
            assertThat(Files.readString(RedisProcess.pidFile(folder)).strip())
                    .isEqualTo(Long.toString(second.handle().pid()));
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenThrowawayCloses() {
        // Given
        RedisProcess server = RedisProcess.throwaway();

        // When
        server.close();

        // Then
        assertThat(server.handle().isAlive()).isFalse();
        assertThat(FreePorts.isFree(server.port())).isTrue();
    }

    @Test
    void shouldNameItsLogWhenThePortIsTaken(@TempDir Path folder) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(
                            () ->
                                    RedisProcess.start(
                                            folder, taken.getLocalPort(), folder.resolve("log")))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("Redis did not start on port " + taken.getLocalPort())
                    .hasMessageContaining(folder.resolve("log").toString());
        }
    }

    private static String command(RedisProcess server, String command, int length)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(
                    socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
        }
    }
}
