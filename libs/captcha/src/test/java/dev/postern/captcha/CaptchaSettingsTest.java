package dev.postern.captcha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CaptchaSettingsTest {

    private record Config(
            Optional<String> provider,
            Optional<String> secret,
            Optional<String> url,
            Duration timeout)
            implements CaptchaConfig {}

    private static CaptchaConfig config(String provider, String secret, String url) {
        return new Config(
                Optional.ofNullable(provider),
                Optional.ofNullable(secret),
                Optional.ofNullable(url),
                Duration.ofSeconds(10));
    }

    @Test
    void shouldBeOffWithoutProvider() {
        assertThat(CaptchaSettings.of(config(null, "secret", null))).isEmpty();
    }

    @Test
    void shouldAskTheProviderWhereItAnswers() {
        assertThat(CaptchaSettings.of(config("hcaptcha", "s", null)).orElseThrow().siteVerify())
                .isEqualTo(URI.create("https://hcaptcha.com/siteverify"));
        assertThat(CaptchaSettings.of(config("turnstile", "s", null)).orElseThrow().siteVerify())
                .isEqualTo(URI.create("https://challenges.cloudflare.com/turnstile/v0/siteverify"));
    }

    @Test
    void shouldAskWhereTheOperatorSays() {
        assertThat(
                        CaptchaSettings.of(config("turnstile", "s", "http://10.0.0.1/verify"))
                                .orElseThrow()
                                .siteVerify())
                .isEqualTo(URI.create("http://10.0.0.1/verify"));
    }

    @Test
    void shouldRefuseProviderWithoutSecret() {
        assertThatThrownBy(() -> CaptchaSettings.of(config("hcaptcha", null, null)))
                .hasMessageStartingWith("POSTERN_CAPTCHA_SECRET is missing; give the secret");
        assertThatThrownBy(() -> CaptchaSettings.of(config("hcaptcha", " ", null)))
                .hasMessageStartingWith("POSTERN_CAPTCHA_SECRET is missing");
    }

    @Test
    void shouldRefuseUnknownProvider() {
        assertThatThrownBy(() -> CaptchaSettings.of(config("recaptcha", "s", null)))
                .hasMessageStartingWith("POSTERN_CAPTCHA_PROVIDER is 'recaptcha'; give hcaptcha");
    }

    @Test
    void shouldRefuseAddressThatIsNone() {
        for (String url : new String[] {"siteverify", "ftp://x.example/", "http://a b"}) {
            assertThatThrownBy(() -> CaptchaSettings.of(config("hcaptcha", "s", url)))
                    .hasMessageStartingWith("POSTERN_CAPTCHA_URL is '" + url + "'; give");
        }
    }

    @Test
    void shouldNeverShowTheSecret() {
        assertThat(CaptchaSettings.of(config("hcaptcha", "hush", null)).orElseThrow().toString())
                .doesNotContain("hush");
    }
}
