package dev.postern.credential.relyingparty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.credential.authenticator.CoseAlgorithm;
import dev.postern.settings.OfferedAlgorithms;
import dev.postern.settings.ProjectSettings;
import dev.postern.testkit.authenticator.KeyAlgorithm;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import dev.postern.testkit.authenticator.Tampering;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("COSE algorithms")
class AlgorithmTest {

    @ParameterizedTest
    @EnumSource(KeyAlgorithm.class)
    @DisplayName("what the JDK has registers and signs in, what it has not is never offered")
    void shouldServeWhatTheJdkHas(KeyAlgorithm algorithm) {
        FidoCeremonies ceremonies = new FidoCeremonies().offering(algorithm.identifier());
        boolean offered =
                OfferedAlgorithms.of(settings(algorithm.identifier()))
                        .contains(algorithm.identifier());

        assertThat(CoseAlgorithm.of(algorithm.identifier()).isPresent())
                .isEqualTo(algorithm.isAvailable());
        assertThat(offered).isEqualTo(algorithm.isAvailable());
        if (algorithm.isAvailable()) {
            SoftwareAuthenticator authenticator =
                    FidoCeremonies.authenticator().algorithm(algorithm);
            ceremonies.authenticate(authenticator, Tampering.none());
            assertThatThrownBy(
                            () ->
                                    ceremonies.authenticate(
                                            authenticator, Tampering.none().badSignature()))
                    .extracting("type")
                    .isEqualTo(Refusal.SIGNATURE_INVALID);
        }
    }

    @ParameterizedTest
    @CsvSource({"ES256,-9", "ES384,-51", "ES512,-52", "EDDSA,-19"})
    @DisplayName("the fully specified identifiers of RFC 9864 serve where they are offered")
    void shouldServeFullySpecifiedAlgorithms(KeyAlgorithm algorithm, long identifier) {
        SoftwareAuthenticator authenticator =
                new SoftwareAuthenticator(FidoCeremonies.ORIGIN).algorithm(algorithm);
        Tampering respelt = Tampering.none().algorithm(identifier);

        assertThat(OfferedAlgorithms.of(settings(identifier))).contains(identifier);
        new FidoCeremonies().offering(identifier).register(authenticator, respelt);
        assertThatThrownBy(() -> new FidoCeremonies().register(authenticator, respelt))
                .extracting("type")
                .isEqualTo(Refusal.ALGORITHM_NOT_ALLOWED);
    }

    @ParameterizedTest
    @CsvSource({"-65535", "-47", "-260", "-50000", "0", "1"})
    @DisplayName("RS1, ES256K and what nobody knows is never offered, whatever the settings say")
    void shouldNeverOfferWhatItDoesNotVerify(long identifier) {
        assertThat(OfferedAlgorithms.of(settings(identifier)))
                .isEqualTo(OfferedAlgorithms.STANDARD);
        assertThatThrownBy(
                        () ->
                                new FidoCeremonies()
                                        .offering(identifier)
                                        .register(
                                                new SoftwareAuthenticator(FidoCeremonies.ORIGIN),
                                                Tampering.none().algorithm(identifier)))
                .extracting("type")
                .isEqualTo(Refusal.PUBLIC_KEY_INVALID);
    }

    @Test
    @DisplayName("CVE-2022-21449: a signature of zeroes")
    void shouldRefuseAPsychicSignature() {
        byte[] zeroes = {0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00};
        assertThatThrownBy(
                        () ->
                                new FidoCeremonies()
                                        .authenticate(Tampering.none().signature(good -> zeroes)))
                .extracting("type")
                .isEqualTo(Refusal.SIGNATURE_INVALID);
    }

    private static ProjectSettings.Passkeys settings(long more) {
        return new ProjectSettings.Passkeys(
                true, 10, 300, "preferred", "none", false, false, false, List.of(more));
    }
}
