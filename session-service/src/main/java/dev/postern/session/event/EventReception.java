package dev.postern.session.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Takes the messages of a topic one by one. A trouble of ours is waited out; what cannot be read,
 * or still fails after that, goes to the dead letters, so that it does not hold up what follows.
 */
@ApplicationScoped
public class EventReception {

    private static final Logger LOG = Logger.getLogger(EventReception.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration SLOWEST_RETRY = Duration.ofSeconds(10);
    private static final int RETRIES = 10;

    private final ObjectMapper json;

    EventReception(ObjectMapper json) {
        this.json = json;
    }

    /**
     * @param effect what to do about an event; MUST have its effect once however often it is called
     *     with the same event, and MUST fail with IllegalArgumentException when it can never
     *     succeed
     */
    public Uni<Void> receive(Message<String> message, Function<ReceivedEvent, Uni<Void>> effect) {
        return have(message, effect)
                .onFailure(EventReception::mayPass)
                .retry()
                .withBackOff(FIRST_RETRY, SLOWEST_RETRY)
                .atMost(RETRIES)
                .onItemOrFailure()
                .transformToUni(
                        (done, failure) ->
                                Uni.createFrom().completionStage(() -> settle(message, failure)));
    }

    private Uni<Void> have(Message<String> message, Function<ReceivedEvent, Uni<Void>> effect) {
        return message.getPayload() == null
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().item(() -> ReceivedEvent.of(message, json)).chain(effect::apply);
    }

    private static boolean mayPass(Throwable failure) {
        return !(failure instanceof IllegalArgumentException);
    }

    private static CompletionStage<Void> settle(Message<String> message, Throwable failure) {
        if (failure == null) {
            return message.ack();
        }
        LOG.error("An event had no effect and goes to the dead-letter topic", failure);
        return message.nack(failure);
    }
}
