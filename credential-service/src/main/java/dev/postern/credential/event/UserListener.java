package dev.postern.credential.event;

import dev.postern.credential.record.CredentialRepository;
import dev.postern.outbox.ConsumedEvents;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Deletes the credentials of a deleted user. The deletion and the memory of its event are one
 * transaction, so a redelivery does nothing.
 */
@ApplicationScoped
public class UserListener {

    private static final Logger LOG = Logger.getLogger(UserListener.class);
    private static final String DELETED = "dev.postern.users.deleted";
    private static final String CONSUMER = "credential-service";
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration SLOWEST_RETRY = Duration.ofSeconds(10);
    private static final int RETRIES = 10;

    private final CredentialRepository credentials;
    private final ConsumedEvents consumed;

    UserListener(CredentialRepository credentials, ConsumedEvents consumed) {
        this.credentials = credentials;
        this.consumed = consumed;
    }

    /** The deletion of a user; its tombstone counts as one, for compaction may leave only that. */
    private record Deletion(UUID eventId, UUID userId) {}

    @Incoming("users")
    Uni<Void> receive(Message<String> message) {
        return Uni.createFrom()
                .item(() -> read(message))
                .chain(this::actOn)
                .onItemOrFailure()
                .transformToUni(
                        (done, failure) ->
                                Uni.createFrom().completionStage(() -> conclude(message, failure)));
    }

    private Uni<Void> actOn(Deletion deletion) {
        return deletion == null
                ? Uni.createFrom().voidItem()
                : Panache.withTransaction(() -> deleteOnce(deletion))
                        .onFailure()
                        .retry()
                        .withBackOff(FIRST_RETRY, SLOWEST_RETRY)
                        .atMost(RETRIES)
                        .replaceWithVoid();
    }

    private Uni<Long> deleteOnce(Deletion deletion) {
        return consumed.firstTime(CONSUMER, deletion.eventId())
                .chain(
                        first ->
                                first
                                        ? credentials.deleteAllOf(deletion.userId())
                                        : Uni.createFrom().item(0L));
    }

    private static java.util.concurrent.CompletionStage<Void> conclude(
            Message<String> message, Throwable failure) {
        if (failure == null) {
            return message.ack();
        }
        LOG.error("An event of a user goes to the dead-letter topic", failure);
        return message.nack(failure);
    }

    private static Deletion read(Message<String> message) {
        IncomingCloudEventMetadata<?> event =
                message.getMetadata(IncomingCloudEventMetadata.class)
                        .orElseThrow(() -> new IllegalArgumentException("not a CloudEvent"));
        if (!DELETED.equals(event.getType())) {
            return null;
        }
        Object key =
                message.getMetadata(IncomingKafkaRecordMetadata.class)
                        .map(IncomingKafkaRecordMetadata::getKey)
                        .orElse("");
        return new Deletion(UUID.fromString(event.getId()), UUID.fromString(key.toString()));
    }
}
