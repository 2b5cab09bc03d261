package dev.postern.session.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.outbox.ConsumedEvents;
import dev.postern.session.user.UserRepository;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Enters what happened to a hand-off between a phone and a browser, once however often told. */
@ApplicationScoped
class QrAudit {

    private static final String CONSUMER = "audit";

    private final ConsumedEvents consumed;
    private final AuditLog log;
    private final UserRepository users;

    QrAudit(ConsumedEvents consumed, AuditLog log, UserRepository users) {
        this.consumed = consumed;
        this.log = log;
        this.users = users;
    }

    /**
     * @param user whose phone it is; empty where an application lets phones take part without one
     */
    @WithTransaction
    Uni<Void> enter(UUID eventId, AuditAction action, Optional<UUID> user, JsonNode handOff) {
        return consumed.firstTime(CONSUMER, eventId)
                .chain(first -> first ? write(action, user, handOff) : Uni.createFrom().voidItem());
    }

    private Uni<Void> write(AuditAction action, Optional<UUID> user, JsonNode handOff) {
        return actor(user)
                .chain(
                        actor ->
                                log.write(
                                        action,
                                        actor,
                                        handOff.path("mobile_ip").asText(""),
                                        traits(handOff)));
    }

    private Uni<Actor> actor(Optional<UUID> user) {
        return user.map(
                        id ->
                                users.findById(id)
                                        .map(
                                                found ->
                                                        found == null
                                                                ? Actor.unknown(id)
                                                                : Actor.of(found)))
                .orElseGet(() -> Uni.createFrom().item(Actor.nobody()));
    }

    private static Map<String, Object> traits(JsonNode handOff) {
        Map<String, Object> traits = new LinkedHashMap<>();
        traits.put("qr_id", handOff.path("id").asText());
        traits.put("app_id", handOff.path("app_id").asText());
        traits.put("origin", handOff.path("origin").asText());
        traits.put("browser", handOff.path("browser").path("name").asText());
        traits.put("browser_os", handOff.path("browser").path("os").asText());
        traits.put("browser_ip", handOff.path("browser").path("ip").asText());
        traits.put("device", handOff.path("device").path("name").asText());
        if (handOff.hasNonNull("reason")) {
            traits.put("reason", handOff.path("reason").asText());
        }
        return traits;
    }
}
