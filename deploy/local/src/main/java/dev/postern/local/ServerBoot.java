package dev.postern.local;

import dev.postern.embedded.FreePorts;
import dev.postern.embedded.KafkaBroker;
import dev.postern.embedded.MailSink;
import dev.postern.embedded.PosternTopics;
import dev.postern.embedded.PostgresServer;
import dev.postern.embedded.RedisProcess;
import dev.postern.embedded.ServerStartException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Starts the embedded servers one after the other on a data folder. */
final class ServerBoot {
    private final DataFolder folder;
    private final Secrets secrets;
    private final Teardown teardown;
    private final Progress progress;
    private final Consumer<StackException> onDeath;

    /**
     * A boot that has not begun.
     *
     * @param onDeath told when a server ends that nobody asked to
     */
    ServerBoot(
            DataFolder folder,
            Secrets secrets,
            Teardown teardown,
            Progress progress,
            Consumer<StackException> onDeath) {
        this.folder = folder;
        this.secrets = secrets;
        this.teardown = teardown;
        this.progress = progress;
        this.onDeath = onDeath;
    }

    Servers start() {
        KafkaBroker.onFatalError(() -> onDeath.accept(kafkaDeath()));
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
        redis.handle().onExit().thenRun(() -> onDeath.accept(serverDeath("Redis", "redis")));
        progress.done("Redis", "on 127.0.0.1:" + redis.port());
        KafkaBroker kafka =
                teardown.add("Kafka", KafkaBroker.start(folder.kafka(), FreePorts.next()));
        kafka.forgetConsumers();
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
                                                        onDeath.accept(
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

    private StackException kafkaDeath() {
        return new StackException(
                folder.isFull()
                        ? "The disk of the data folder %s is full.".formatted(folder.root())
                        : "Kafka gave up." + LogTail.quote(folder.log("launcher")));
    }

    private StackException serverDeath(String name, String log) {
        return new StackException(name + " ended unexpectedly." + LogTail.quote(folder.log(log)));
    }
}
