package dev.postern.testkit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The settings of the project under test, as they travel on the bus. */
public final class TestSettings {

    private TestSettings() {}

    /** Passkeys on for {@code localhost}, no rate limits. */
    public static ObjectNode standard() {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        settings.putObject("passkeys")
                .put("enabled", true)
                .put("max_per_user", 10)
                .put("challenge_ttl_seconds", 300)
                .put("user_verification", "preferred");
        settings.putObject("relying_party")
                .put("id", "localhost")
                .put("display_name", "Postern")
                .putArray("origins")
                .add("http://localhost:8000");
        settings.putObject("limits")
                .put("enabled", false)
                .put("passkey", 30)
                .put("token", 150)
                .put("otp", 30)
                .put("verify", 30);
        return settings;
    }
}
