package dev.postern.session.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.postern.problem.ApiProblem;
import dev.postern.session.signingkey.MasterKey;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshTokensTest {

    private static final byte[] OLD = new byte[32];
    private static final byte[] NEW = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
    };
    private static final UUID SESSION = UUID.fromString("0d7b6c2a-6a0e-4a53-8f61-5f1c1d2e3f40");

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 16_384, Integer.MAX_VALUE, Long.MAX_VALUE})
    void shouldReadWhatItWrote(long counter) {
        RefreshTokens tokens = tokens(OLD);

        assertThat(tokens.read(tokens.write(SESSION, counter)))
                .isEqualTo(new RefreshToken(SESSION, counter));
    }

    @Test
    void shouldTakeTokensOfPreviousMasterKeyAndMakeThemWithTheNew() {
        String old = tokens(OLD).write(SESSION, 3);
        RefreshTokens exchanged = tokens(NEW, OLD);

        assertThat(exchanged.read(old)).isEqualTo(new RefreshToken(SESSION, 3));
        assertThat(exchanged.write(SESSION, 4)).isEqualTo(tokens(NEW).write(SESSION, 4));
        assertThatThrownBy(() -> tokens(NEW).read(old))
                .isInstanceOf(ApiProblem.class)
                .hasMessage("Invalid Refresh Token: Refresh Token Not Found");
    }

    @Test
    void shouldNeverMakeWhatLooksLikeAnotherServersToken() {
        assertThat(ImportedRefreshTokens.isForeign(tokens(OLD).write(SESSION, 0))).isFalse();
        assertThat(ImportedRefreshTokens.isForeign("abcdefghij01")).isTrue();
        assertThat(ImportedRefreshTokens.isForeign("abcdefghij0")).isFalse();
        assertThat(ImportedRefreshTokens.isForeign(null)).isFalse();
    }

    private static RefreshTokens tokens(byte[]... keys) {
        MasterKey masterKey = mock(MasterKey.class);
        when(masterKey.deriveAll("postern refresh token")).thenReturn(List.of(keys));
        return new RefreshTokens(masterKey);
    }
}
