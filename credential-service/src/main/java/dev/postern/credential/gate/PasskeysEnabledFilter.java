package dev.postern.credential.gate;

import dev.postern.credential.CredentialProblem;
import dev.postern.problem.ApiProblem;
import dev.postern.settings.SettingsSource;
import jakarta.ws.rs.Priorities;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** The first gate: it stands before authentication, so a stranger learns of the switch, too. */
public class PasskeysEnabledFilter {

    private static final int BEFORE_AUTHENTICATION = Priorities.AUTHENTICATION - 100;

    private final SettingsSource settings;

    PasskeysEnabledFilter(SettingsSource settings) {
        this.settings = settings;
    }

    @PasskeysEnabled
    @ServerRequestFilter(priority = BEFORE_AUTHENTICATION)
    public void demandEnabled() {
        if (!settings.current().passkeys().enabled()) {
            throw ApiProblem.of(CredentialProblem.PASSKEY_DISABLED);
        }
    }
}
