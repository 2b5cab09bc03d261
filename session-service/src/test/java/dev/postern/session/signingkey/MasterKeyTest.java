package dev.postern.session.signingkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.postern.session.SessionConfig;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyTest {

    private static final String OLD = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String NEW = "bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3IG5ldyE=";

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "not base64!", "c2hvcnQ="})
    void shouldStopStartWithOneSentence(String text) {
        assertThatThrownBy(() -> masterKey(text, null))
                .hasMessageMatching(
                        "POSTERN_MASTER_KEY (is not set|must be the base64 of exactly 32 bytes);"
                                + " make one with `openssl rand -base64 32`\\.");
    }

    @Test
    void shouldStopStartWhenPreviousKeyIsMalformed() {
        assertThatThrownBy(() -> masterKey(NEW, "c2hvcnQ="))
                .hasMessageStartingWith(
                        "POSTERN_MASTER_KEY_PREVIOUS must be the base64 of exactly 32 bytes;");
    }

    @Test
    void shouldDeriveFromPreviousKeyToo() {
        MasterKey both = masterKey(NEW, OLD);

        assertThat(both.deriveAll("x"))
                .containsExactly(masterKey(NEW, null).derive("x"), masterKey(OLD, "").derive("x"));
        assertThat(both.derive("x")).isEqualTo(masterKey(NEW, null).derive("x"));
        assertThat(both.derive("x")).isNotEqualTo(both.derive("y"));
    }

    private static MasterKey masterKey(String current, String previous) {
        SessionConfig config = mock(SessionConfig.class);
        when(config.masterKey()).thenReturn(Optional.of(current));
        when(config.masterKeyPrevious()).thenReturn(Optional.ofNullable(previous));
        MasterKey key = new MasterKey(config);
        key.read();
        return key;
    }
}
