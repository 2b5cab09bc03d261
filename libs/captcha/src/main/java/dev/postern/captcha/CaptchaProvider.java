package dev.postern.captcha;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** The providers a project can choose, which all verify tokens in one and the same way. */
enum CaptchaProvider {
    HCAPTCHA("https://hcaptcha.com/siteverify"),
    TURNSTILE("https://challenges.cloudflare.com/turnstile/v0/siteverify");

    private final URI siteVerify;

    CaptchaProvider(String siteVerify) {
        this.siteVerify = URI.create(siteVerify);
    }

    URI siteVerify() {
        return siteVerify;
    }

    static Optional<CaptchaProvider> named(String name) {
        for (CaptchaProvider provider : values()) {
            if (provider.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(provider);
            }
        }
        return Optional.empty();
    }
}
