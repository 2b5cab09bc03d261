package dev.postern.captcha;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Which captcha provider protects the public endpoints, if any. */
@ConfigMapping(prefix = "postern.captcha")
public interface CaptchaConfig {

    /** {@code hcaptcha} or {@code turnstile}; absent: no captcha is asked for. */
    Optional<String> provider();

    /** The secret that the provider gave to this site. */
    Optional<String> secret();

    /** Where tokens are verified; default: the provider's own siteverify address. */
    Optional<String> url();

    /** How long the provider may take before its silence counts as a failure. */
    @WithDefault("PT10S")
    Duration timeout();
}
