package dev.postern.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Puts a service under test behind a captcha provider that can be looked at. */
public class SiteVerifyResource implements QuarkusTestResourceLifecycleManager {

    private SiteVerifyServer provider;

    @Override
    public Map<String, String> start() {
        provider = SiteVerifyServer.start();
        return Map.of(
                "POSTERN_CAPTCHA_PROVIDER",
                "turnstile",
                "POSTERN_CAPTCHA_SECRET",
                SiteVerifyServer.SECRET,
                "POSTERN_CAPTCHA_URL",
                provider.url().toString(),
                "POSTERN_CAPTCHA_TIMEOUT",
                "1s");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(provider, field -> field.getType() == SiteVerifyServer.class);
    }

    @Override
    public void stop() {
        if (provider != null) {
            provider.close();
        }
    }
}
