package dev.postern.embedded;

import dev.postern.embedded.PosternTopics.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka in this JVM: one KRaft node that is broker and controller, set up for little memory.
 */
public final class KafkaBroker implements AutoCloseable {
    private final KafkaRaftServer server;
    private final Path directory;
    private final int port;
    private final boolean throwaway;
    private final AtomicBoolean closed = new AtomicBoolean();

    private KafkaBroker(KafkaRaftServer server, Path directory, int port, boolean throwaway) {
        this.server = server;
        this.directory = directory;
        this.port = port;
        this.throwaway = throwaway;
    }

    /** A broker on a free port whose data goes with it. */
    public static KafkaBroker throwaway() {
        return start(TemporaryFolder.create(), FreePorts.next(), true);
    }

    /**
     * A durable broker.
     *
     * @param directory data folder, formatted on the first start and kept
     */
    public static KafkaBroker start(Path directory, int port) {
        return start(directory, port, false);
    }

    private static KafkaBroker start(Path directory, int port, boolean throwaway) {
        QuietLogs.install();
        Properties settings = BrokerSettings.of(directory.resolve("data"), port, FreePorts.next());
        try {
            Files.createDirectories(directory);
            format(directory, settings);
            KafkaRaftServer server =
                    new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
            KafkaBroker broker = new KafkaBroker(server, directory, port, throwaway);
            try {
                server.startup();
            } catch (RuntimeException e) {
                broker.close();
                throw e;
            }
            return broker;
        } catch (IOException | RuntimeException e) {
            throw new ServerStartException(
                    "Kafka did not start on port %d: %s".formatted(port, e.getMessage()), e);
        }
    }

    /**
     * Replaces the broker's habit of halting the JVM when it can't go on (a full disk, say), for a
     * JVM that has other things to end first.
     */
    public static void onFatalError(Runnable reaction) {
        Exit.setHaltProcedure((status, message) -> giveUp(reaction, message));
        Exit.setExitProcedure((status, message) -> giveUp(reaction, message));
    }

    private static void giveUp(Runnable reaction, String message) {
        reaction.run();
        throw new IllegalStateException("Kafka gave up: " + message);
    }

    private static void format(Path directory, Properties settings) throws IOException {
        if (Files.exists(Path.of(settings.getProperty("log.dirs"), "meta.properties"))) {
            return;
        }
        Path file = directory.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        String[] arguments = {
            "format",
            "--ignore-formatted",
            "--config",
            file.toString(),
            "--cluster-id",
            Uuid.randomUuid().toString()
        };
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int status =
                StorageTool.execute(
                        arguments, new PrintStream(output, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new IOException(
                    "formatting %s failed: %s"
                            .formatted(directory, output.toString(StandardCharsets.UTF_8)));
        }
    }

    /** Creates the topics that are missing; those that exist are left as they are. */
    public void createTopics(List<Topic> topics) {
        administer(
                admin -> {
                    Set<String> existing = admin.listTopics().names().get();
                    List<NewTopic> missing =
                            topics.stream()
                                    .filter(topic -> !existing.contains(topic.name()))
                                    .map(KafkaBroker::newTopic)
                                    .toList();
                    admin.createTopics(missing).all().get();
                });
    }

    /**
     * Takes all members out of all consumer groups, keeping the groups' offsets. For a broker whose
     * consumers were killed: it would make the next ones wait until the dead ones' session times
     * out.
     */
    public void forgetConsumers() {
        administer(
                admin -> {
                    List<String> groups =
                            admin.listGroups().all().get().stream()
                                    .map(GroupListing::groupId)
                                    .toList();
                    for (ConsumerGroupDescription group :
                            admin.describeConsumerGroups(groups).all().get().values()) {
                        if (!group.members().isEmpty()) {
                            admin.removeMembersFromConsumerGroup(
                                            group.groupId(),
                                            new RemoveMembersFromConsumerGroupOptions())
                                    .all()
                                    .get();
                        }
                    }
                });
    }

    /** What is asked of the broker over its own protocol. */
    private interface Administration {
        void on(Admin admin) throws ExecutionException, InterruptedException;
    }

    private void administer(Administration work) {
        Map<String, Object> settings =
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        try (Admin admin = Admin.create(settings)) {
            work.on(admin);
        } catch (ExecutionException e) {
            throw new ServerStartException(
                    "Kafka refused its set-up: %s.".formatted(e.getCause().getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("The set-up of Kafka was interrupted.", e);
        }
    }

    private static NewTopic newTopic(Topic topic) {
        String policy =
                topic.compacted()
                        ? TopicConfig.CLEANUP_POLICY_COMPACT
                        : TopicConfig.CLEANUP_POLICY_DELETE;
        return new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.of((short) 1))
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, policy));
    }

    public int port() {
        return port;
    }

    /** {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Stops the broker cleanly; a throwaway's data is removed. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        server.shutdown();
        server.awaitShutdown();
        if (throwaway) {
            TemporaryFolder.delete(directory);
        }
    }
}
