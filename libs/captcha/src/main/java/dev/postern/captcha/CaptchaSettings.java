package dev.postern.captcha;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A configuration that was found to make sense.
 *
 * @param siteVerify where tokens are verified
 */
record CaptchaSettings(URI siteVerify, String secret, Duration timeout) {

    /**
     * @return empty when captcha is off
     * @throws IllegalStateException with one sentence that names the key, the value and the remedy
     */
    static Optional<CaptchaSettings> of(CaptchaConfig config) {
        return config.provider().map(name -> of(name, config));
    }

    private static CaptchaSettings of(String name, CaptchaConfig config) {
        CaptchaProvider provider =
                CaptchaProvider.named(name)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "POSTERN_CAPTCHA_PROVIDER is '"
                                                        + name
                                                        + "'; give hcaptcha or turnstile, or leave"
                                                        + " it out to ask for no captcha."));
        String secret =
                config.secret()
                        .filter(text -> !text.isBlank())
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "POSTERN_CAPTCHA_SECRET is missing; give the secret"
                                                        + " that "
                                                        + name
                                                        + " shows for your site, or leave"
                                                        + " POSTERN_CAPTCHA_PROVIDER out."));
        if (config.timeout().isZero() || config.timeout().isNegative()) {
            throw new IllegalStateException(
                    "POSTERN_CAPTCHA_TIMEOUT is "
                            + config.timeout()
                            + "; give a time of more than nothing, such as 10s.");
        }
        return new CaptchaSettings(
                config.url().map(CaptchaSettings::webUrl).orElse(provider.siteVerify()),
                secret,
                config.timeout());
    }

    /** Leaves the secret out: a record would tell it to every log that prints one. */
    @Override
    public String toString() {
        return "captcha verified at " + siteVerify;
    }

    private static URI webUrl(String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null
                    && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException noUri) {
            throw notAWebUrl(text, noUri);
        }
        throw notAWebUrl(text, null);
    }

    private static IllegalStateException notAWebUrl(String text, Exception cause) {
        return new IllegalStateException(
                "POSTERN_CAPTCHA_URL is '"
                        + text
                        + "'; give the absolute https URL of a siteverify endpoint.",
                cause);
    }
}
