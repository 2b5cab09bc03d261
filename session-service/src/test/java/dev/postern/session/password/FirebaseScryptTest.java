package dev.postern.session.password;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirebaseScryptTest {

    /** The example of github.com/firebase/scrypt. */
    private static final String HASH =
            "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn21"
                    + "0wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9"
                    + "c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";

    @Test
    void shouldKnowPasswordOfPublishedExample() {
        assertThat(FirebaseScrypt.matches("user1password", HASH)).isTrue();
        assertThat(FirebaseScrypt.matches("user1passwore", HASH)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$fbscrypt$",
                "$fbscrypt$v=2,n=14,r=8,p=1$c2FsdA==$aGFzaA==",
                "$fbscrypt$v=1,n=99,r=8,p=1$c2FsdA==$aGFzaA==",
                "$fbscrypt$v=1,n=0,r=0,p=0$c2FsdA==$aGFzaA==",
                "$fbscrypt$v=1,n=14,r=8,p=1,sk=%%$c2FsdA==$aGFzaA=="
            })
    void shouldRefuseMalformedHash(String hash) {
        assertThat(FirebaseScrypt.matches("user1password", hash)).isFalse();
    }
}
