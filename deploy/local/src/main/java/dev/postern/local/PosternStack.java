package dev.postern.local;

import dev.postern.embedded.FreePorts;
import dev.postern.embedded.KafkaBroker;
import dev.postern.embedded.MailSink;
import dev.postern.embedded.PosternTopics;
import dev.postern.embedded.PostgresServer;
import dev.postern.embedded.RedisProcess;
import dev.postern.embedded.ServerStartException;
import dev.postern.local.gateway.Gateway;
import dev.postern.local.gateway.InternalBalancer;
import dev.postern.local.gateway.RouteTable;
import dev.postern.local.site.DemoFiles;
import dev.postern.local.site.Mailbox;
import dev.postern.local.site.Site;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The running suite: the embedded servers, the services and the gateway of one data folder. */
public final class PosternStack implements AutoCloseable {
    private static final int BOOT_END_LIMIT_S = 6;

    private final StackOptions options;
    private final Progress progress;
    private final Teardown teardown = new Teardown();
    private final CountDownLatch bootEnded = new CountDownLatch(1);
    private final CompletableFuture<StackException> failure = new CompletableFuture<>();
    private final ServiceGroup services = new ServiceGroup(failure::complete);
    private DataFolder folder;
    private Secrets secrets;
    private Servers servers;
    private URI url;

    PosternStack(StackOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = new Progress(progress);
    }

    /**
     * Starts everything and returns when it is ready.
     *
     * @param progress told each step in a line
     * @throws StackException saying in a sentence why it can't be started; nothing is left running
     *     then
     */
    public static PosternStack start(StackOptions options, Consumer<String> progress) {
        PosternStack stack = new PosternStack(options, progress);
        stack.boot();
        return stack;
    }

    void boot() {
        try {
            bootInOrder();
            bootEnded.countDown();
        } catch (RuntimeException e) {
            bootEnded.countDown();
            close();
            throw e instanceof ServerStartException ? new StackException(e.getMessage(), e) : e;
        }
    }

    private void bootInOrder() {
        PosternHome home = PosternHome.locate();
        folder = DataFolder.prepare(options.data());
        teardown.add("lock", StackLock.take(folder));
        int port = gatewayPort();
        url = URI.create("http://localhost:" + port);
        StackState.of(url.toString(), false, List.of()).write(folder);
        teardown.add("state", () -> StackState.clear(folder));
        StaleProcesses.end(folder)
                .forEach(process -> progress.line("Ended a left-over " + process + "."));
        teardown.add("stale processes", () -> StaleProcesses.end(folder));
        secrets = Secrets.of(folder);
        servers = startServers();
        Vertx vertx = LocalVertx.create();
        teardown.add("event loops", () -> LocalVertx.close(vertx));
        startServices(home, vertx);
        startGateway(home, vertx, port);
        secrets.writeKeys(folder, url.toString());
        StackState.of(url.toString(), true, parts()).write(folder);
        progress.done("Gateway", "on " + url);
    }

    private int gatewayPort() {
        if (options.port() == 0) {
            return FreePorts.next();
        }
        if (!FreePorts.isFree(options.port())) {
            throw new StackException(
                    "Port %d is used by another program; choose another one with --port."
                            .formatted(options.port()));
        }
        return options.port();
    }

    private Servers startServers() {
        KafkaBroker.onFatalError(
                () ->
                        failure.complete(
                                new StackException(
                                        "Kafka gave up." + LogTail.quote(folder.log("launcher")))));
        PostgresServer postgres =
                teardown.add("PostgreSQL", logged("postgres", this::startPostgres));
        for (Service service : Service.values()) {
            service.database()
                    .ifPresent(
                            database ->
                                    postgres.createDatabase(
                                            database,
                                            database,
                                            secrets.databasePassword(database)));
        }
        progress.done("PostgreSQL", "on 127.0.0.1:" + postgres.port());
        RedisProcess redis =
                teardown.add(
                        "Redis",
                        logged(
                                "redis",
                                () ->
                                        RedisProcess.start(
                                                folder.redis(),
                                                FreePorts.next(),
                                                folder.log("redis"))));
        redis.handle().onExit().thenRun(() -> failure.complete(serverDeath("Redis", "redis")));
        progress.done("Redis", "on 127.0.0.1:" + redis.port());
        KafkaBroker kafka =
                teardown.add("Kafka", KafkaBroker.start(folder.kafka(), FreePorts.next()));
        kafka.createTopics(PosternTopics.ALL);
        progress.done("Kafka", "on " + kafka.bootstrapServers());
        MailSink mail = teardown.add("SMTP sink", MailSink.start());
        progress.done("SMTP sink", "on 127.0.0.1:" + mail.port());
        return new Servers(postgres, redis, kafka, mail);
    }

    private PostgresServer startPostgres() {
        PostgresServer postgres =
                PostgresServer.start(
                        folder.postgres(),
                        FreePorts.next(),
                        secrets.superuserPassword(),
                        folder.log("postgres"));
        ProcessHandle.of(postgres.pid())
                .ifPresent(
                        process ->
                                process.onExit()
                                        .thenRun(
                                                () ->
                                                        failure.complete(
                                                                serverDeath(
                                                                        "PostgreSQL",
                                                                        "postgres"))));
        return postgres;
    }

    private <T> T logged(String log, Supplier<T> start) {
        folder.rotate(folder.log(log));
        try {
            return start.get();
        } catch (ServerStartException e) {
            throw new StackException(e.getMessage() + LogTail.quote(folder.log(log)), e);
        }
    }

    private StackException serverDeath(String name, String log) {
        return new StackException(name + " ended unexpectedly." + LogTail.quote(folder.log(log)));
    }

    private void startServices(PosternHome home, Vertx vertx) {
        Map<Service, List<Integer>> ports = new EnumMap<>(Service.class);
        Map<Service, URI> internal = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            List<Integer> own = new ArrayList<>();
            for (int replica = 0; replica < options.replicas(); replica++) {
                own.add(FreePorts.next());
            }
            ports.put(service, own);
            internal.put(service, internalAddress(service, own, vertx));
        }
        ServiceEnvironment environment =
                new ServiceEnvironment(options, secrets, servers, internal, url);
        ports.forEach(
                (service, own) -> {
                    for (int replica = 0; replica < own.size(); replica++) {
                        folder.rotate(folder.log(service.id(), replica));
                        services.add(
                                new ServiceProcess(
                                        service,
                                        replica,
                                        own.get(replica),
                                        home.program(service),
                                        environment.of(service, own.get(replica)),
                                        folder));
                    }
                });
        progress.line("Starting " + services.all().size() + " service processes");
        teardown.add("services", services);
        services.start();
        services.awaitReady(
                services.all(),
                teardown,
                process -> progress.done(process.name(), "on " + process.address().getAuthority()));
    }

    private URI internalAddress(Service service, List<Integer> ports, Vertx vertx) {
        List<URI> replicas =
                ports.stream().map(port -> URI.create("http://127.0.0.1:" + port)).toList();
        if (replicas.size() == 1) {
            return replicas.get(0);
        }
        int port = FreePorts.next();
        teardown.add("balancer of " + service.id(), InternalBalancer.start(vertx, port, replicas));
        return URI.create("http://127.0.0.1:" + port);
    }

    private void startGateway(PosternHome home, Vertx vertx, int port) {
        Map<String, List<URI>> addresses = new TreeMap<>();
        for (Service service : Service.values()) {
            addresses.put(service.id(), services.addresses(service));
        }
        Site site =
                new Site(
                        DemoFiles.in(home.demo()),
                        new Mailbox(servers.mail()),
                        url,
                        secrets.publishableKey());
        try {
            teardown.add("gateway", Gateway.start(vertx, port, RouteTable.load(), addresses, site));
        } catch (IllegalStateException e) {
            throw new StackException(
                    "The gateway can't listen on port %d: %s.".formatted(port, e.getMessage()), e);
        }
    }

    private List<StackState.Part> parts() {
        long self = ProcessHandle.current().pid();
        List<StackState.Part> parts = new ArrayList<>();
        parts.add(new StackState.Part("gateway", url.getAuthority(), self));
        services.all()
                .forEach(
                        service ->
                                parts.add(
                                        new StackState.Part(
                                                service.name(),
                                                service.address().getAuthority(),
                                                service.process().pid())));
        parts.add(new StackState.Part("smtp", "127.0.0.1:" + servers.mail().port(), self));
        parts.add(new StackState.Part("kafka", servers.kafka().bootstrapServers(), self));
        parts.add(
                new StackState.Part(
                        "redis",
                        servers.redis().uri().getAuthority(),
                        servers.redis().handle().pid()));
        parts.add(
                new StackState.Part(
                        "postgres",
                        "127.0.0.1:" + servers.postgres().port(),
                        servers.postgres().pid()));
        return parts;
    }

    /**
     * Completes with the reason when a part dies that nobody asked to; the stack must be closed
     * then.
     */
    CompletableFuture<StackException> failure() {
        return failure;
    }

    /** The gateway, always under the name localhost, which browsers allow passkeys on. */
    public URI url() {
        return url;
    }

    public String publishableKey() {
        return secrets.publishableKey();
    }

    public String secretKey() {
        return secrets.secretKey();
    }

    public String qrAppKey() {
        return secrets.qrAppKey();
    }

    public String serviceToken() {
        return secrets.serviceToken();
    }

    /** The direct addresses of a service's replicas. */
    public List<URI> instances(String service) {
        return services.addresses(Service.of(service));
    }

    /** Kills a replica, counted from 0, as a crash would. */
    public void kill(String service, int replica) {
        services.replica(Service.of(service), replica).kill();
    }

    /** Starts a replica again, ending it first if it runs, and returns when it is ready. */
    public void restart(String service, int replica) {
        services.restart(Service.of(service), replica, teardown);
    }

    public URI redis() {
        return servers.redis().uri();
    }

    public String kafkaBootstrap() {
        return servers.kafka().bootstrapServers();
    }

    /** JDBC URL of a database for the superuser, credentials included. */
    public String jdbcUrl(String database) {
        return servers.postgres().jdbcUrl(database);
    }

    /** The log of a service's replica, counted from 0. */
    public Path log(String service, int replica) {
        return folder.log(Service.of(service).id(), replica);
    }

    /** The mails the stack sent. */
    public MailSink mail() {
        return servers.mail();
    }

    /** Ends everything in order; safe to call at any time and more than once. */
    @Override
    public void close() {
        teardown.end();
        try {
            if (!bootEnded.await(BOOT_END_LIMIT_S, TimeUnit.SECONDS)) {
                progress.line("The start did not end in time.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
