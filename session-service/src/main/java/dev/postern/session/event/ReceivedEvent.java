package dev.postern.session.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * A CloudEvent with JSON data.
 *
 * @param at when it happened
 */
public record ReceivedEvent(UUID id, String type, Instant at, JsonNode data) {

    /**
     * @throws IllegalArgumentException when the message is no such event
     */
    static ReceivedEvent of(Message<String> message, ObjectMapper json) {
        IncomingCloudEventMetadata<?> event =
                message.getMetadata(IncomingCloudEventMetadata.class)
                        .orElseThrow(() -> new IllegalArgumentException("not a CloudEvent"));
        try {
            return new ReceivedEvent(
                    UUID.fromString(event.getId()),
                    event.getType(),
                    event.getTimeStamp().map(ZonedDateTime::toInstant).orElseGet(Instant::now),
                    json.readTree(message.getPayload()));
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("the data is not JSON", notJson);
        }
    }

    /**
     * A member of the data that names something.
     *
     * @throws IllegalArgumentException when it is missing or no UUID
     */
    public UUID uuid(String member) {
        return UUID.fromString(data.path(member).asText());
    }
}
