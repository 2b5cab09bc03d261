package dev.postern.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/**
 * Something that became true of one aggregate.
 *
 * @param topic the Kafka topic
 * @param type the CloudEvents type, e.g. {@code dev.postern.credentials.registered}
 * @param aggregateId the Kafka key and CloudEvents subject
 * @param sequence grows with every event of the aggregate, so that a projection keeps the newest
 * @param data the whole state on a compacted topic; null for the tombstone that ends an aggregate
 */
public record DomainEvent(
        String topic, String type, String aggregateId, long sequence, JsonNode data) {

    public DomainEvent {
        Objects.requireNonNull(topic);
        Objects.requireNonNull(type);
        Objects.requireNonNull(aggregateId);
    }
}
