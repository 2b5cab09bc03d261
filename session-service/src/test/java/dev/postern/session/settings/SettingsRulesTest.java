package dev.postern.session.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.session.SessionConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsRulesTest {

    private static final Map<String, String> SOUND =
            Map.of(
                    "postern.site-url", "https://example.com",
                    "postern.api-external-url", "https://example.com/auth/v1",
                    "postern.rp.id", "example.com",
                    "postern.rp.name", "Example",
                    "postern.rp.origins", "https://example.com,https://app.example.com");

    @Test
    void shouldFindNothingWrongWithSoundSettings() {
        assertThat(violation("postern.site-url", "https://example.com")).isEmpty();
    }

    static Stream<Arguments> unsound() {
        return Stream.of(
                Arguments.of("postern.rp.id", "", "POSTERN_RP_ID (webauthn_rp_id) is ''"),
                Arguments.of("postern.rp.name", "", "POSTERN_RP_NAME"),
                Arguments.of("postern.rp.origins", "", "At least one origin is required"),
                Arguments.of(
                        "postern.rp.origins",
                        "http://app.example.com",
                        "\"http://app.example.com\" must use HTTPS unless it is a localhost origin"),
                Arguments.of(
                        "postern.rp.origins", "https://evil-example.com", "POSTERN_RP_ORIGINS"),
                Arguments.of(
                        "postern.site-url", "example.com", "POSTERN_SITE_URL is 'example.com'"),
                Arguments.of(
                        "postern.api-external-url",
                        "ftp://example.com",
                        "POSTERN_API_EXTERNAL_URL is 'ftp://example.com'"),
                Arguments.of("postern.sessions.access-token-life", "PT30S", "jwt_exp is 30"));
    }

    @ParameterizedTest
    @MethodSource("unsound")
    void shouldNameKeyAndValueInOneSentence(String key, String value, String sentence) {
        assertThat(violation(key, value)).contains(sentence);
    }

    @Test
    void shouldNotLookAtRelyingPartyWhenPasskeysAreOff() {
        assertThat(violation("postern.rp.id", "", "postern.passkeys.enabled", "false")).isEmpty();
    }

    private static String violation(String... pairs) {
        Map<String, String> values = new HashMap<>(SOUND);
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        SessionConfig config =
                new SmallRyeConfigBuilder()
                        .withDefaultValues(values)
                        .withConverter(URI.class, 200, (Converter<URI>) URI::create)
                        .withMapping(SessionConfig.class)
                        .build()
                        .getConfigMapping(SessionConfig.class);
        return SettingsRules.firstViolation(AuthSettings.defaults(config), config).orElse("");
    }
}
