package dev.postern.session.audit;

import dev.postern.session.client.Client;
import dev.postern.session.user.User;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Writes entries in the transaction in hand, so that nothing is told that did not happen. */
@ApplicationScoped
public class AuditLog implements PanacheRepositoryBase<AuditEntry, UUID> {

    /**
     * @param address where it was done from, "" when nobody knows
     * @param traits what else is known, empty when nothing
     */
    public Uni<Void> write(
            AuditAction action, Actor actor, String address, Map<String, Object> traits) {
        AuditEntry entry = new AuditEntry();
        entry.id = UUID.randomUUID();
        entry.createdAt = Instant.now();
        entry.ipAddress = address;
        entry.payload.put("actor_id", actor.id());
        entry.payload.put("actor_via_sso", actor.viaSso());
        entry.payload.put("actor_username", actor.username());
        entry.payload.put("action", action.action());
        entry.payload.put("log_type", action.logType());
        if (!traits.isEmpty()) {
            entry.payload.put("traits", traits);
        }
        return persist(entry).replaceWithVoid();
    }

    public Uni<Void> logout(User user, Client client) {
        return write(AuditAction.LOGOUT, Actor.of(user), client.address(), Map.of());
    }
}
