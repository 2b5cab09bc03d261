package dev.postern.challenge.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/** Brings the events of the other services into the projections. */
@ApplicationScoped
class ProjectionListener {

    private static final Logger LOG = Logger.getLogger(ProjectionListener.class);
    private static final String REVOKED = "dev.postern.sessions.revoked";

    private final ProjectionStore store;
    private final ProjectionProgress progress;
    private final ObjectMapper json;

    ProjectionListener(ProjectionStore store, ProjectionProgress progress, ObjectMapper json) {
        this.store = store;
        this.progress = progress;
        this.json = json;
    }

    @Incoming("users")
    Uni<Void> user(Message<String> message) {
        return project(message, event -> store.keep(event.read(KnownUser.class), event.sequence()));
    }

    @Incoming("credentials")
    Uni<Void> credential(Message<String> message) {
        return project(
                message, event -> store.keep(event.read(KnownCredential.class), event.sequence()));
    }

    @Incoming("sessions")
    Uni<Void> session(Message<String> message) {
        return project(
                message,
                event ->
                        event.type().equals(REVOKED)
                                ? store.keep(event.read(RevokedSession.class))
                                : Uni.createFrom().voidItem());
    }

    /**
     * A poison message goes to the dead-letter topic and the rest flow on; while Redis is down the
     * same event is tried again, for it must not be lost and what follows must not overtake it.
     */
    private Uni<Void> project(Message<String> message, Function<Event, Uni<Void>> effect) {
        boolean tombstone = message.getPayload() == null;
        Uni<Void> projected =
                tombstone
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().deferred(() -> effect.apply(new Event(message, json)));
        return untilRedisAnswers(projected)
                .chain(() -> Uni.createFrom().completionStage(message.ack()))
                .onFailure(Poison.class)
                .recoverWithUni(poison -> reject(message, poison))
                .chain(
                        () ->
                                untilRedisAnswers(
                                        progress.reach(partition(message), offset(message))));
    }

    private static Uni<Void> untilRedisAnswers(Uni<Void> write) {
        return write.onFailure(failure -> !(failure instanceof Poison))
                .retry()
                .withBackOff(Duration.ofMillis(200), Duration.ofSeconds(5))
                .indefinitely();
    }

    private static Uni<Void> reject(Message<String> message, Throwable poison) {
        LOG.error("An event cannot be read and goes to the dead-letter topic", poison);
        return Uni.createFrom().completionStage(message.nack(poison));
    }

    private static IncomingKafkaRecordMetadata<?, ?> record(Message<String> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
    }

    private static TopicPartition partition(Message<String> message) {
        return new TopicPartition(record(message).getTopic(), record(message).getPartition());
    }

    private static long offset(Message<String> message) {
        return record(message).getOffset();
    }

    /** An event that will never be readable, however often it comes. */
    private static final class Poison extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Poison(String reason, Throwable cause) {
            super(reason, cause);
        }
    }

    private record Event(Message<String> message, ObjectMapper json) {

        String type() {
            return attributes().getType();
        }

        long sequence() {
            Object sequence = attributes().getExtension("sequence").orElse(null);
            try {
                return Long.parseLong(String.valueOf(sequence));
            } catch (NumberFormatException malformed) {
                throw new Poison("the event has no sequence", malformed);
            }
        }

        <T> T read(Class<T> type) {
            try {
                return json.readValue(message.getPayload(), type);
            } catch (JsonProcessingException malformed) {
                throw new Poison("the data of the event is not what its type says", malformed);
            }
        }

        private IncomingCloudEventMetadata<?> attributes() {
            return message.getMetadata(IncomingCloudEventMetadata.class)
                    .orElseThrow(() -> new Poison("the record is not a CloudEvent", null));
        }
    }
}
