package dev.postern.qr.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.postern.qr.QrConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksTest {

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,NO,Oslo,''",
        "192.0.2.255,NO,Oslo,''",
        "198.51.100.9,DE,,tor",
        "10.1.2.3,US,Home,''",
        "10.9.9.9,US,,datacenter",
        "2001:db8::17,FR,Paris,''"
    })
    void shouldFindTheSmallestNetworkAroundAnAddress(
            String ip, String country, String city, String kind) throws IOException {
        Networks.Place place =
                networks(
                                """
                                # network,country,city,kind
                                192.0.2.0/24,NO,Oslo,
                                198.51.100.0/24,DE,,tor
                                10.0.0.0/8,US,,datacenter
                                10.1.0.0/16,US,Home,
                                2001:db8::/32,FR,Paris,
                                """)
                        .of(ip);

        assertThat(place).isEqualTo(new Networks.Place(country, city, kind));
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.1", "2001:db9::1", "not-an-address", "localhost", "1.2.3"})
    void shouldSayThatItDoesNotKnow(String ip) throws IOException {
        assertThat(networks("192.0.2.0/24,NO,Oslo,\n").of(ip)).isEqualTo(Networks.Place.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,192.0.2.254,true",
        "192.0.2.1,192.0.3.1,false",
        "2001:db8:1:2::1,2001:db8:1:ff::1,true",
        "2001:db8:1:2::1,2001:db8:1:fff2::1,false",
        "192.0.2.1,2001:db8::1,false",
        "192.0.2.1,unknown,false"
    })
    void shouldCompareNetworks(String one, String other, boolean same) throws IOException {
        assertThat(networks("").same(one, other)).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({"nonsense", "'192.0.2.0,NO,Oslo,'", "'192.0.2.0/24,NO'"})
    void shouldNameTheLineThatIsWrong(String line) {
        assertThatThrownBy(() -> networks("192.0.2.0/24,NO,Oslo,\n" + line + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void shouldNameAFileThatIsMissing() {
        assertThatThrownBy(() -> new Networks(config(folder.resolve("missing.csv"))))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("postern.qr.networks-file");
    }

    private Networks networks(String csv) throws IOException {
        return new Networks(config(Files.writeString(folder.resolve("networks.csv"), csv)));
    }

    private static QrConfig config(Path file) {
        QrConfig config = mock(QrConfig.class);
        when(config.networksFile()).thenReturn(Optional.of(file));
        return config;
    }
}
