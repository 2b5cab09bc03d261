package dev.postern.session.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.session.event.EventReception;
import dev.postern.session.event.ReceivedEvent;
import dev.postern.session.notice.Notices;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Hears what happens to passkeys: has it entered and its owner told. */
@ApplicationScoped
public class PasskeyEventsListener {

    private static final Map<String, AuditAction> ACTIONS =
            Map.of(
                    "dev.postern.credentials.registered", AuditAction.PASSKEY_CREATED,
                    "dev.postern.credentials.renamed", AuditAction.PASSKEY_UPDATED,
                    "dev.postern.credentials.deleted", AuditAction.PASSKEY_DELETED,
                    "dev.postern.credentials.clone-suspected", AuditAction.PASSKEY_CLONE_SUSPECTED);

    /** The role in which passkeys of another server are taken over: no news to their owners. */
    private static final String IMPORT = "import";

    private final EventReception reception;
    private final PasskeyAudit audit;
    private final Notices notices;

    PasskeyEventsListener(EventReception reception, PasskeyAudit audit, Notices notices) {
        this.reception = reception;
        this.audit = audit;
        this.notices = notices;
    }

    @Incoming("credentials")
    Uni<Void> receive(Message<String> message) {
        return reception.receive(message, this::actOn);
    }

    private Uni<Void> actOn(ReceivedEvent event) {
        AuditAction action = ACTIONS.get(event.type());
        if (action == null) {
            return Uni.createFrom().voidItem();
        }
        PasskeyAudit.Passkey passkey = passkey(event);
        return audit.enter(event.id(), action, passkey).chain(() -> tell(event, action, passkey));
    }

    private Uni<Void> tell(ReceivedEvent event, AuditAction action, PasskeyAudit.Passkey passkey) {
        if (passkey.actorRole().equals(IMPORT)) {
            return Uni.createFrom().voidItem();
        }
        Notices.Occasion occasion = new Notices.Occasion(event.id(), event.at(), passkey.userId());
        String name = event.data().path("friendly_name").asText("");
        return switch (action) {
            case PASSKEY_CREATED -> notices.passkeyAdded(occasion, name);
            case PASSKEY_DELETED -> notices.passkeyRemoved(occasion, name);
            default -> Uni.createFrom().voidItem();
        };
    }

    private static PasskeyAudit.Passkey passkey(ReceivedEvent event) {
        JsonNode actor = event.data().path("actor");
        return new PasskeyAudit.Passkey(
                event.uuid("id"),
                event.uuid("user_id"),
                actor.path("id").isTextual() ? UUID.fromString(actor.path("id").asText()) : null,
                actor.path("role").asText(""));
    }
}
