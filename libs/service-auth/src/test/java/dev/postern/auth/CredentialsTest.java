package dev.postern.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CredentialsTest {

    private static final String PUBLISHABLE = "sb_publishable_0123456789abcdef";
    private static final String SECRET = "sb_secret_0123456789abcdef0123456789abcdef";
    private static final AuthConfig CONFIG = new TestConfig();

    private static Credentials of(String authorization, String apiKey) {
        return Credentials.of(authorization, apiKey, CONFIG);
    }

    @Test
    void shouldKeepAUsersTokenWhateverTheApiKeySays() {
        assertThat(of("Bearer a.b.c", SECRET).bearer()).contains("a.b.c");
        assertThat(of("Bearer a.b.c", SECRET).role()).isEmpty();
    }

    @Test
    void shouldGrantTheRoleOfAKeyInEitherHeader() {
        assertThat(of(null, SECRET).role()).contains(Credentials.KeyRole.SERVICE_ROLE);
        assertThat(of("Bearer " + SECRET, null).role()).contains(Credentials.KeyRole.SERVICE_ROLE);
        assertThat(of("Bearer " + SECRET, SECRET).role())
                .contains(Credentials.KeyRole.SERVICE_ROLE);
        assertThat(of("Bearer " + PUBLISHABLE, PUBLISHABLE).role())
                .contains(Credentials.KeyRole.ANON);
    }

    @Test
    void shouldNotGrantARoleForAKeyThatIsAlmostRight() {
        assertThat(of(null, SECRET + "0").role()).isEmpty();
        assertThat(of(null, SECRET.substring(1)).role()).isEmpty();
        assertThat(of("Bearer sb_secret_", null).role()).isEmpty();
    }

    @Test
    void shouldPresentNothingForAHeaderThatIsNotBearer() {
        assertThat(of("Basic dXNlcjpwYXNz", null)).isEqualTo(of("Bearer", null));
        assertThat(of("Bearer two words", SECRET).role()).isEmpty();
        assertThat(of("Bearer two words", SECRET).bearer()).isEmpty();
    }

    @Test
    void shouldReadTheSchemeCaseInsensitively() {
        assertThat(of("bEaReR a.b.c", null).bearer()).contains("a.b.c");
    }

    @Test
    void shouldLetALegacyJwtKeyStandInForAnAbsentAuthorization() {
        assertThat(of(null, "x.y.z").bearer()).contains("x.y.z");
    }

    private static final class TestConfig implements AuthConfig {
        @Override
        public String serviceToken() {
            return "0123456789abcdef0123456789abcdef";
        }

        @Override
        public String publishableKey() {
            return PUBLISHABLE;
        }

        @Override
        public String secretKey() {
            return SECRET;
        }

        @Override
        public Set<String> adminRoles() {
            return Set.of("service_role");
        }

        @Override
        public Duration jwksMaxAge() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration jwksRefetchInterval() {
            return Duration.ofSeconds(10);
        }
    }
}
