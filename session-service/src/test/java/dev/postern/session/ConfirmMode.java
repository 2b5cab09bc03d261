package dev.postern.session;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Addresses have to be confirmed, and anonymous users are welcome. */
public class ConfirmMode implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("postern.mailer.autoconfirm", "false", "postern.sign-ups.anonymous", "true");
    }
}
