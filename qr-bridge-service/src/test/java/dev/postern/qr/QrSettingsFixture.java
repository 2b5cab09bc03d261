package dev.postern.qr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.testkit.TestSettings;
import java.util.Map;

/** The applications of the project under test. */
final class QrSettingsFixture {

    static final String ORIGIN = "https://app.example.com";
    static final String DEMO = "qr_app_demo";
    static final String FAST = "qr_app_fast";
    static final String COMPAT = "qr_app_compat";
    static final String MATCHING = "qr_app_matching";
    static final String DENYING = "qr_app_denying";
    static final String DEVELOPMENT = "qr_app_dev";

    private QrSettingsFixture() {}

    /** One application per behaviour; no rate limits. */
    static ObjectNode settings() {
        ObjectNode settings = TestSettings.standard();
        ArrayNode applications = settings.putObject("qr").putArray("applications");
        application(applications, "app_demo", DEMO, ORIGIN).put("show_risk", true);
        application(applications, "app_fast", FAST, "https://fast.example.com")
                .putObject("timings")
                .put("rotate_ms", 400)
                .put("unscanned_ms", 900)
                .put("decide_ms", 1200)
                .put("ciphertext_ms", 1500);
        application(applications, "app_compat", COMPAT, "https://compat.example.com")
                .put("compat_keyri", true)
                .put("require_key_commitment", false)
                .put("mobile_auth", "optional");
        policy(application(applications, "app_matching", MATCHING, "https://match.example.com"))
                .put("new_browser", "warn");
        policy(application(applications, "app_denying", DENYING, "https://deny.example.com"))
                .put("new_browser", "deny");
        application(applications, "app_dev", DEVELOPMENT, "http://localhost:8000")
                .put("environment", "dev");
        return settings;
    }

    /** The same with rate limits. */
    static ObjectNode limited() {
        ObjectNode settings = settings();
        ((ObjectNode) settings.get("limits")).put("enabled", true);
        return settings;
    }

    static String originOf(String appKey) {
        return Map.of(
                        DEMO, ORIGIN,
                        FAST, "https://fast.example.com",
                        COMPAT, "https://compat.example.com",
                        MATCHING, "https://match.example.com",
                        DENYING, "https://deny.example.com",
                        DEVELOPMENT, "http://localhost:8000")
                .get(appKey);
    }

    private static ObjectNode application(
            ArrayNode applications, String id, String key, String origin) {
        ObjectNode application = applications.addObject();
        application.put("id", id).put("name", "Acme").put("environment", "prod");
        application.putArray("app_keys").add(key);
        application.putArray("allowed_origins").add(origin);
        application.put("link_base", "https://l.example.com/");
        return application;
    }

    private static ObjectNode policy(ObjectNode application) {
        return application.putObject("risk_policy");
    }
}
