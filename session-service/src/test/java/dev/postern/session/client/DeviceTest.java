package dev.postern.session.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                        + " Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0|Edge on Windows",
                "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
                        + "|Firefox on Linux",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
                        + " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
                        + "|Safari on iPhone",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like"
                        + " Gecko) Version/18.5 Safari/605.1.15|Safari on macOS",
                "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)"
                        + " Chrome/140.0.0.0 Mobile Safari/537.36|Chrome on Android",
                "Dart/3.5 (dart:io)|Dart",
                "node|node"
            })
    void shouldNameProgramAndSystem(String userAgent, String name) {
        assertThat(Device.name(userAgent)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "()", "<script>", "Mozilla/5.0"})
    void shouldNotNameWhatItCannotRead(String userAgent) {
        assertThat(Device.name(userAgent)).isEmpty();
    }

    @Test
    void shouldNotNameDeviceThatSaidNothing() {
        assertThat(Device.name(null)).isEmpty();
    }

    @Test
    void shouldTakeSubscribersNetworkForTheClient() {
        assertThat(client("198.51.100.7").network()).isEqualTo("198.51.100.7");
        assertThat(client("2001:db8:1:2::5").network())
                .isEqualTo(client("2001:db8:1:2:ffff::1").network())
                .isNotEqualTo(client("2001:db8:1:3::5").network());
    }

    private static Client client(String address) {
        return new Client(address, true, "");
    }
}
