package dev.postern.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

/** The keys of a project and how its tokens are checked. */
@ConfigMapping(prefix = "postern")
public interface AuthConfig {

    /** Bearer token of calls between the services; at least 32 characters. */
    String serviceToken();

    /** The project's key for front ends, {@code sb_publishable_…}. */
    String publishableKey();

    /** The project's key for servers, {@code sb_secret_…}; whoever holds it is an administrator. */
    String secretKey();

    /** Roles of an access token that make its bearer an administrator. */
    @WithDefault("service_role,supabase_admin")
    Set<String> adminRoles();

    /** How long fetched verification keys serve before they are fetched again. */
    @WithDefault("PT10M")
    Duration jwksMaxAge();

    /** The shortest time between two fetches of keys that an unknown {@code kid} asks for. */
    @WithDefault("PT10S")
    Duration jwksRefetchInterval();
}
