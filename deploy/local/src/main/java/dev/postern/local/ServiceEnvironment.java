package dev.postern.local;

import dev.postern.local.Service.Need;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** The environment variables of a service process: all a service learns of the stack around it. */
final class ServiceEnvironment {
    private final StackOptions options;
    private final Secrets secrets;
    private final Servers servers;
    private final Map<Service, URI> internal;
    private final URI url;

    /**
     * The environment of one stack.
     *
     * @param internal where the services reach each other
     * @param url where the gateway is reached
     */
    ServiceEnvironment(
            StackOptions options,
            Secrets secrets,
            Servers servers,
            Map<Service, URI> internal,
            URI url) {
        this.options = options;
        this.secrets = secrets;
        this.servers = servers;
        this.internal = internal;
        this.url = url;
    }

    Map<String, String> of(Service service, int port) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        variables.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        variables.put("KAFKA_BOOTSTRAP_SERVERS", servers.kafka().bootstrapServers());
        variables.put("POSTERN_SERVICE_TOKEN", secrets.serviceToken());
        variables.put("POSTERN_PUBLISHABLE_KEY", secrets.publishableKey());
        variables.put("POSTERN_SECRET_KEY", secrets.secretKey());
        variables.put("POSTERN_TRUSTED_PROXIES", "127.0.0.1/32,::1/128");
        service.database().ifPresent(database -> variables.putAll(database(database)));
        if (service.needs(Need.REDIS)) {
            variables.put("POSTERN_REDIS_URL", servers.redis().uri().toString());
        }
        if (service.needs(Need.SESSION_URL)) {
            variables.put("POSTERN_SESSION_URL", internal.get(Service.SESSION).toString());
        }
        if (service.needs(Need.CHALLENGE_URL)) {
            variables.put("POSTERN_CHALLENGE_URL", internal.get(Service.CHALLENGE).toString());
        }
        if (service.needs(Need.PROJECT)) {
            variables.putAll(project());
        }
        return variables;
    }

    private Map<String, String> database(String database) {
        return Map.of(
                "POSTERN_DATABASE_URL", servers.postgres().url(database),
                "POSTERN_DATABASE_USER", database,
                "POSTERN_DATABASE_PASSWORD", secrets.databasePassword(database));
    }

    private Map<String, String> project() {
        Map<String, String> variables = new TreeMap<>();
        variables.put("POSTERN_MASTER_KEY", secrets.masterKey());
        variables.put("POSTERN_SITE_URL", url.toString());
        variables.put("POSTERN_API_EXTERNAL_URL", url + "/auth/v1");
        variables.put("POSTERN_RP_ID", "localhost");
        variables.put("POSTERN_RP_NAME", "Postern");
        variables.put("POSTERN_RP_ORIGINS", url.toString());
        variables.put("POSTERN_MAILER_AUTOCONFIRM", Boolean.toString(!options.confirmEmail()));
        variables.put("POSTERN_RATE_LIMITS_ENABLED", Boolean.toString(options.rateLimits()));
        if (!options.rateLimits()) {
            variables.put("POSTERN_MAILER_MIN_INTERVAL", "PT0S");
        }
        variables.put("POSTERN_SMTP_HOST", "127.0.0.1");
        variables.put("POSTERN_SMTP_PORT", Integer.toString(servers.mail().port()));
        variables.put("POSTERN_MAIL_FROM", "Postern <no-reply@localhost>");
        return variables;
    }
}
