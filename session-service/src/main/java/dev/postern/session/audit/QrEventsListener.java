package dev.postern.session.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.session.event.EventReception;
import dev.postern.session.event.ReceivedEvent;
import dev.postern.session.notice.Notices;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Hears what phones do with codes: has it entered, and a user told of the session that a browser
 * got. Codes that nobody scanned are shown and expire by the thousand and are not entered.
 */
@ApplicationScoped
public class QrEventsListener {

    private static final Map<String, AuditAction> ACTIONS =
            Map.of(
                    "dev.postern.qr.claimed", AuditAction.QR_CLAIMED,
                    "dev.postern.qr.approved", AuditAction.QR_APPROVED,
                    "dev.postern.qr.denied", AuditAction.QR_DENIED,
                    "dev.postern.qr.mismatch", AuditAction.QR_MISMATCH,
                    "dev.postern.qr.delivered", AuditAction.QR_DELIVERED);

    private final EventReception reception;
    private final QrAudit audit;
    private final Notices notices;

    QrEventsListener(EventReception reception, QrAudit audit, Notices notices) {
        this.reception = reception;
        this.audit = audit;
        this.notices = notices;
    }

    @Incoming("qr")
    Uni<Void> receive(Message<String> message) {
        return reception.receive(message, this::actOn);
    }

    private Uni<Void> actOn(ReceivedEvent event) {
        AuditAction action = ACTIONS.get(event.type());
        if (action == null) {
            return Uni.createFrom().voidItem();
        }
        Optional<UUID> user =
                event.data().hasNonNull("user_id")
                        ? Optional.of(event.uuid("user_id"))
                        : Optional.empty();
        return audit.enter(event.id(), action, user, event.data())
                .chain(() -> tell(event, action, user));
    }

    private Uni<Void> tell(ReceivedEvent event, AuditAction action, Optional<UUID> user) {
        if (action != AuditAction.QR_DELIVERED || user.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        JsonNode browser = event.data().path("browser");
        return notices.signedInByQr(
                new Notices.Occasion(event.id(), event.at(), user.get()),
                new Notices.Browser(
                        event.data().path("origin").asText(""),
                        browser.path("name").asText(""),
                        browser.path("os").asText(""),
                        browser.path("ip").asText(""),
                        event.data().path("device").path("name").asText("")));
    }
}
