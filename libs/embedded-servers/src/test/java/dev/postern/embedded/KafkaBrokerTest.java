package dev.postern.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {
    private static final String TOPIC = "postern.users.v1";

    @Test
    void shouldKeepEventsBetweenStarts(@TempDir Path folder) throws Exception {
        // Given
        try (KafkaBroker first = KafkaBroker.start(folder, FreePorts.next())) {
            first.createTopics(PosternTopics.ALL);
            send(first, "id", "kept");
        }

        // When
        try (KafkaBroker second = KafkaBroker.start(folder, FreePorts.next())) {
            second.createTopics(PosternTopics.ALL);

            // Then
            assertThat(read(second)).containsExactly("kept");
        }
    }

    @Test
    void shouldCreateEveryTopicWithItsDeadLetterTopic() throws Exception {
        try (KafkaBroker broker = KafkaBroker.throwaway()) {
            // When
            broker.createTopics(PosternTopics.ALL);

            // Then
            try (Admin admin =
                    Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                assertThat(admin.listTopics().names().get())
                        .hasSize(10)
                        .contains("postern.qr.v1", "postern.qr.v1.dlq");
                assertThat(cleanupPolicy(admin, TOPIC)).isEqualTo("compact");
                assertThat(cleanupPolicy(admin, TOPIC + ".dlq")).isEqualTo("delete");
            }
        }
    }

    @Test
    void shouldLetNewConsumersInAtOnceAfterOldOnesWereKilled() throws Exception {
        try (KafkaBroker broker = KafkaBroker.throwaway();
                KafkaConsumer<String, String> dead = subscriber(broker, "test");
                KafkaConsumer<String, String> fresh = subscriber(broker, "test")) {
            // Given
            broker.createTopics(PosternTopics.ALL);
            try (KafkaConsumer<String, String> polite =
                    subscriber(broker, "left without members")) {
                poll(polite);
                polite.commitSync();
            }
            poll(dead);

            // When
            broker.forgetConsumers();

            // Then
            poll(fresh);
            assertThat(fresh.assignment()).hasSize(3);
        }
    }

    private static KafkaConsumer<String, String> subscriber(KafkaBroker broker, String group) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", group),
                new StringDeserializer(),
                new StringDeserializer());
    }

    /** Joins the group, if it lets one in within ten seconds. */
    private static void poll(KafkaConsumer<String, String> consumer) {
        consumer.subscribe(List.of(TOPIC));
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (consumer.assignment().isEmpty() && System.nanoTime() < deadline) {
            assertThat(consumer.poll(Duration.ofMillis(100))).isEmpty();
        }
    }

    private static String cleanupPolicy(Admin admin, String topic)
            throws InterruptedException, ExecutionException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get("cleanup.policy")
                .value();
    }

    private static void send(KafkaBroker broker, String key, String value)
            throws InterruptedException, ExecutionException {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            assertThat(producer.send(new ProducerRecord<>(TOPIC, 0, key, value)).get().offset())
                    .isZero();
        }
    }

    private static List<String> read(KafkaBroker broker) {
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            List<TopicPartition> partitions = List.of(new TopicPartition(TOPIC, 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(10));
            return records.records(partitions.get(0)).stream().map(event -> event.value()).toList();
        }
    }
}
