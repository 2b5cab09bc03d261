package dev.postern.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientAddressTest {

    private static ClientAddress trusting(String... networks) {
        return new ClientAddress(
                new EdgeConfig() {
                    @Override
                    public Optional<Set<String>> trustedProxies() {
                        return Optional.of(Set.of(networks));
                    }

                    @Override
                    public long maxBodySize() {
                        return 1;
                    }
                });
    }

    @Test
    void shouldIgnoreTheHeaderOfAnUntrustedPeer() {
        assertThat(trusting("127.0.0.1/32").resolve("203.0.113.7", List.of("198.51.100.1")))
                .isEqualTo("203.0.113.7");
    }

    @Test
    void shouldBelieveTheHeaderOfATrustedProxy() {
        assertThat(trusting("127.0.0.1/32").resolve("127.0.0.1", List.of("198.51.100.1")))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void shouldTakeTheRightmostAddressThatIsNotAProxySoThatAClientCannotPrependOne() {
        assertThat(
                        trusting("127.0.0.1/32", "10.0.0.0/8")
                                .resolve(
                                        "127.0.0.1",
                                        List.of("6.6.6.6, 198.51.100.1, 10.2.3.4", "10.9.9.9")))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void shouldStopAtAnEntryThatIsNotAnAddress() {
        assertThat(trusting("10.0.0.0/8").resolve("10.0.0.1", List.of("1.2.3.4, evil.example")))
                .isEqualTo("10.0.0.1");
    }

    @Test
    void shouldTrustByPrefixAcrossByteBoundaries() {
        ClientAddress address = trusting("172.16.0.0/12", "2001:db8::/33");
        assertThat(address.resolve("172.31.255.255", List.of("1.1.1.1"))).isEqualTo("1.1.1.1");
        assertThat(address.resolve("172.32.0.1", List.of("1.1.1.1"))).isEqualTo("172.32.0.1");
        assertThat(address.resolve("2001:db8:7fff::1", List.of("1.1.1.1"))).isEqualTo("1.1.1.1");
        assertThat(address.resolve("2001:db8:8000::1", List.of("1.1.1.1")))
                .isEqualTo("2001:db8:8000::1");
    }

    @Test
    void shouldNameTheKeyAndTheRemedyWhenANetworkIsMalformed() {
        assertThatThrownBy(() -> trusting("10.0.0.0/33"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("postern.trusted-proxies")
                .hasMessageContaining("10.0.0.0/33")
                .hasMessageContaining("CIDR");
    }
}
