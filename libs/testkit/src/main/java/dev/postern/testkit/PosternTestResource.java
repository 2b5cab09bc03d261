package dev.postern.testkit;

import dev.postern.embedded.KafkaBroker;
import dev.postern.embedded.MailSink;
import dev.postern.embedded.PosternTopics;
import dev.postern.embedded.PostgresServer;
import dev.postern.embedded.RedisProcess;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives a service under test its real stores and every variable it reads in production.
 *
 * <p>The servers start once per JVM; each start of the application gets a database of its own and
 * an empty Redis. Init argument {@code uses}: a comma list of {@code postgres}, {@code redis},
 * {@code mail}; Kafka is always there. Settings are published to the bus unless {@code settings} is
 * {@code none}.
 */
public class PosternTestResource implements QuarkusTestResourceLifecycleManager {

    /** The service token of every service under test. */
    public static final String SERVICE_TOKEN = "test-service-token-0123456789abcdef0123456789";

    /** The publishable key of the project under test. */
    public static final String PUBLISHABLE_KEY = "sb_publishable_test0123456789abcdef";

    /** The secret key of the project under test. */
    public static final String SECRET_KEY = "sb_secret_test0123456789abcdef0123456789abcdef";

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static PostgresServer postgres;
    private static RedisProcess redis;
    private static KafkaBroker kafka;
    private static MailSink mail;

    private Set<String> uses = Set.of("postgres", "redis", "mail");
    private boolean publishesSettings = true;

    @Override
    public void init(Map<String, String> arguments) {
        if (arguments.containsKey("uses")) {
            uses = Set.copyOf(Arrays.asList(arguments.get("uses").split(",")));
        }
        publishesSettings = !"none".equals(arguments.get("settings"));
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> variables = new HashMap<>();
        variables.put("POSTERN_SERVICE_TOKEN", SERVICE_TOKEN);
        variables.put("POSTERN_PUBLISHABLE_KEY", PUBLISHABLE_KEY);
        variables.put("POSTERN_SECRET_KEY", SECRET_KEY);
        variables.put("POSTERN_MASTER_KEY", Base64.getEncoder().encodeToString(new byte[32]));
        variables.put("POSTERN_TRUSTED_PROXIES", "127.0.0.1/32,::1/128");
        variables.put("POSTERN_SITE_URL", "http://localhost:8000");
        variables.put("POSTERN_API_EXTERNAL_URL", "http://localhost:8000/auth/v1");
        variables.put("POSTERN_RP_ID", "localhost");
        variables.put("POSTERN_RP_NAME", "Postern");
        variables.put("POSTERN_RP_ORIGINS", "http://localhost:8000");
        variables.put("POSTERN_MAILER_AUTOCONFIRM", "true");
        variables.put("POSTERN_RATE_LIMITS_ENABLED", "false");
        variables.put("POSTERN_MAIL_FROM", "postern@example.org");
        variables.put("POSTERN_SESSION_URL", "http://127.0.0.1:1");
        variables.put("POSTERN_CHALLENGE_URL", "http://127.0.0.1:1");
        variables.put("quarkus.http.test-port", "0");
        startServers(variables);
        return variables;
    }

    private void startServers(Map<String, String> variables) {
        synchronized (PosternTestResource.class) {
            if (kafka == null) {
                kafka = KafkaBroker.throwaway();
                kafka.createTopics(PosternTopics.ALL);
                closeAtExit(kafka);
            }
            variables.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
            if (publishesSettings) {
                new TestBus(kafka.bootstrapServers()).publishSettings(TestSettings.standard());
            }
            if (uses.contains("redis")) {
                if (redis == null) {
                    redis = RedisProcess.throwaway();
                    closeAtExit(redis);
                }
                variables.put("POSTERN_REDIS_URL", redis.uri().toString());
            }
            if (uses.contains("postgres")) {
                if (postgres == null) {
                    postgres = PostgresServer.throwaway();
                    closeAtExit(postgres);
                }
                useDatabase(variables);
            }
            if (uses.contains("mail")) {
                if (mail == null) {
                    mail = MailSink.start();
                    closeAtExit(mail);
                }
                variables.put("POSTERN_SMTP_HOST", "127.0.0.1");
                variables.put("POSTERN_SMTP_PORT", Integer.toString(mail.port()));
            }
        }
    }

    private static void useDatabase(Map<String, String> variables) {
        String name = "test" + DATABASES.incrementAndGet();
        postgres.createDatabase(name, name, "password-of-" + name);
        variables.put("POSTERN_DATABASE_URL", postgres.url(name));
        variables.put("POSTERN_DATABASE_USER", name);
        variables.put("POSTERN_DATABASE_PASSWORD", "password-of-" + name);
        variables.put("postern.test.superuser-jdbc-url", postgres.jdbcUrl(name));
    }

    /** The mails that were sent, when the service under test uses mail. */
    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(mail, field -> field.getType() == MailSink.class);
        injector.injectIntoFields(redis, field -> field.getType() == RedisProcess.class);
        injector.injectIntoFields(
                new TestBus(kafka.bootstrapServers()), field -> field.getType() == TestBus.class);
    }

    @Override
    public void stop() {
        // The servers serve the next application of this JVM and end with it.
    }

    private static void closeAtExit(AutoCloseable server) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    try {
                                        server.close();
                                    } catch (Exception failure) {
                                        throw new IllegalStateException(failure);
                                    }
                                }));
    }
}
