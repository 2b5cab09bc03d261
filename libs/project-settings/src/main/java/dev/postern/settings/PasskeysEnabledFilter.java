package dev.postern.settings;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** The first gate of every passkey endpoint, before anybody is asked who they are. */
@Provider
@PasskeysEnabled
@Priority(Priorities.AUTHENTICATION - 100)
public class PasskeysEnabledFilter implements ContainerRequestFilter {

    private final Instance<SettingsSource> settings;

    PasskeysEnabledFilter(Instance<SettingsSource> settings) {
        this.settings = settings;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!settings.get().current().passkeys().enabled()) {
            throw ApiProblem.of(PasskeysProblem.PASSKEY_DISABLED);
        }
    }

    private enum PasskeysProblem implements ProblemType {
        PASSKEY_DISABLED;

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String code() {
            return "passkey_disabled";
        }

        @Override
        public String message() {
            return "Passkeys are disabled";
        }
    }
}
