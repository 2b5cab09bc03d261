package dev.postern.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The event bus as another service sees it: publishes CloudEvents and reads what was published. */
public final class TestBus {

    private static final AtomicLong SETTINGS_SEQUENCE = new AtomicLong(System.currentTimeMillis());

    private final String bootstrapServers;

    public TestBus(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * An event as it stands on the bus.
     *
     * @param headers the CloudEvents attributes ({@code ce_id}, {@code ce_type}, …)
     * @param value the JSON text; null for a tombstone
     */
    public record Event(String topic, String key, Map<String, String> headers, String value) {
        public String type() {
            return headers.get("ce_type");
        }

        public long sequence() {
            return Long.parseLong(headers.get("ce_sequence"));
        }
    }

    /** Publishes settings that are newer than all before. */
    public void publishSettings(JsonNode settings) {
        publish(
                "postern.settings.v1",
                "dev.postern.settings.changed",
                "default",
                SETTINGS_SEQUENCE.incrementAndGet(),
                UUID.randomUUID(),
                settings.toString());
    }

    /** Publishes one event and waits until the broker has it. */
    public void publish(
            String topic, String type, String key, long sequence, UUID id, String value) {
        publish(topic, type, key, sequence, id, value, OffsetDateTime.now(ZoneOffset.UTC));
    }

    /** The same for an event of another time. */
    public void publish(
            String topic,
            String type,
            String key,
            long sequence,
            UUID id,
            String value,
            OffsetDateTime at) {
        ProducerRecord<String, String> event = new ProducerRecord<>(topic, key, value);
        Map<String, String> attributes =
                Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        id.toString(),
                        "ce_type",
                        type,
                        "ce_source",
                        "/test",
                        "ce_subject",
                        key,
                        "ce_time",
                        at.toString(),
                        "ce_sequence",
                        Long.toString(sequence),
                        "content-type",
                        "application/json");
        attributes.forEach(
                (name, text) -> event.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new StringSerializer(),
                        new StringSerializer())) {
            producer.send(event).get();
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException("the event was not published", failure);
        }
    }

    /** Everything a topic holds now, in order per key. */
    public List<Event> events(String topic) {
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<Event> events = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(
                                event -> {
                                    Map<String, String> headers = new HashMap<>();
                                    event.headers()
                                            .forEach(
                                                    header ->
                                                            headers.put(
                                                                    header.key(),
                                                                    new String(
                                                                            header.value(),
                                                                            StandardCharsets
                                                                                    .UTF_8)));
                                    events.add(
                                            new Event(topic, event.key(), headers, event.value()));
                                });
            }
            return events;
        }
    }
}
