package dev.postern.session.settings;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What a client may know of the project before anybody signs in, and that the service is there. */
@Path("/auth/v1")
@Requires(CallerKind.ANYONE)
@NonBlocking
public class SettingsResource {

    private static final List<String> PROVIDERS =
            List.of(
                    "anonymous_users",
                    "apple",
                    "azure",
                    "bitbucket",
                    "discord",
                    "facebook",
                    "snapchat",
                    "figma",
                    "fly",
                    "github",
                    "gitlab",
                    "google",
                    "keycloak",
                    "kakao",
                    "linkedin",
                    "linkedin_oidc",
                    "notion",
                    "spotify",
                    "slack",
                    "slack_oidc",
                    "workos",
                    "twitch",
                    "twitter",
                    "email",
                    "phone",
                    "zoom");

    private final Settings settings;
    private final String version;

    SettingsResource(
            Settings settings,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.settings = settings;
        this.version = version;
    }

    @GET
    @Path("/settings")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Public settings of the project")
    public Map<String, Object> settings() {
        AuthSettings auth = settings.auth();
        Map<String, Object> external = new LinkedHashMap<>();
        PROVIDERS.forEach(provider -> external.put(provider, false));
        external.put("anonymous_users", auth.externalAnonymousUsersEnabled());
        external.put("email", auth.externalEmailEnabled());
        external.put("phone", auth.externalPhoneEnabled());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("external", external);
        json.put("disable_signup", auth.disableSignup());
        json.put("mailer_autoconfirm", auth.mailerAutoconfirm());
        json.put("phone_autoconfirm", false);
        json.put("sms_provider", "");
        json.put("saml_enabled", false);
        json.put("saml_private_key_next_configured", false);
        json.put("passkeys_enabled", auth.passkeyEnabled());
        return json;
    }

    @GET
    @Path("/health")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Name and version of the API")
    public Map<String, Object> health() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", version);
        json.put("name", "GoTrue");
        json.put("description", "GoTrue is a user registration and authentication API");
        return json;
    }
}
