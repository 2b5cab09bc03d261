package dev.postern.session.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Hears what happens to passkeys and has it entered. What it cannot read goes to the dead letters.
 */
@ApplicationScoped
public class PasskeyEventsListener {

    private static final Logger LOG = Logger.getLogger(PasskeyEventsListener.class);

    private static final Map<String, AuditAction> ACTIONS =
            Map.of(
                    "dev.postern.credentials.registered", AuditAction.PASSKEY_CREATED,
                    "dev.postern.credentials.renamed", AuditAction.PASSKEY_UPDATED,
                    "dev.postern.credentials.deleted", AuditAction.PASSKEY_DELETED,
                    "dev.postern.credentials.clone-suspected", AuditAction.PASSKEY_CLONE_SUSPECTED);

    private final PasskeyAudit audit;
    private final ObjectMapper json;

    PasskeyEventsListener(PasskeyAudit audit, ObjectMapper json) {
        this.audit = audit;
        this.json = json;
    }

    @Incoming("credentials")
    Uni<Void> receive(Message<String> message) {
        if (message.getPayload() == null) {
            return acknowledged(message);
        }
        try {
            IncomingCloudEventMetadata<?> event =
                    message.getMetadata(IncomingCloudEventMetadata.class)
                            .orElseThrow(() -> new IllegalArgumentException("no CloudEvent"));
            AuditAction action = ACTIONS.get(event.getType());
            JsonNode data = json.readTree(message.getPayload());
            if (action == null) {
                return acknowledged(message);
            }
            return audit.enter(UUID.fromString(event.getId()), action, passkey(data))
                    .onItem()
                    .transformToUni(done -> acknowledged(message))
                    .onFailure()
                    .recoverWithUni(failure -> refused(message, failure));
        } catch (JsonProcessingException | IllegalArgumentException poison) {
            return refused(message, poison);
        }
    }

    private static PasskeyAudit.Passkey passkey(JsonNode data) {
        JsonNode actor = data.path("actor");
        return new PasskeyAudit.Passkey(
                UUID.fromString(data.path("id").asText()),
                UUID.fromString(data.path("user_id").asText()),
                actor.path("id").isTextual() ? UUID.fromString(actor.path("id").asText()) : null,
                actor.path("role").asText(""));
    }

    private static Uni<Void> acknowledged(Message<String> message) {
        return Uni.createFrom().completionStage(message::ack);
    }

    private static Uni<Void> refused(Message<String> message, Throwable failure) {
        LOG.error("A passkey event had no effect and goes to the dead-letter topic", failure);
        return Uni.createFrom().completionStage(() -> message.nack(failure));
    }
}
