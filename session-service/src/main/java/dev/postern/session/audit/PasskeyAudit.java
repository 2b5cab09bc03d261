package dev.postern.session.audit;

import dev.postern.outbox.ConsumedEvents;
import dev.postern.session.user.UserRepository;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Enters what happened to a passkey, once however often it is told. */
@ApplicationScoped
class PasskeyAudit {

    private static final String CONSUMER = "audit";
    private static final String FORGET_PASSKEY =
            "UPDATE auth.sessions SET credential_id = NULL WHERE credential_id = ?1";

    /**
     * @param id passkey record
     * @param userId its owner
     * @param actorId the user who did it; null for an administrator
     * @param actorRole the role an administrator acted in
     */
    record Passkey(UUID id, UUID userId, UUID actorId, String actorRole) {}

    private final ConsumedEvents consumed;
    private final AuditLog log;
    private final UserRepository users;

    PasskeyAudit(ConsumedEvents consumed, AuditLog log, UserRepository users) {
        this.consumed = consumed;
        this.log = log;
        this.users = users;
    }

    @WithTransaction
    Uni<Void> enter(UUID eventId, AuditAction action, Passkey passkey) {
        return consumed.firstTime(CONSUMER, eventId)
                .chain(first -> first ? write(action, passkey) : Uni.createFrom().voidItem());
    }

    private Uni<Void> write(AuditAction action, Passkey passkey) {
        return actor(passkey)
                .chain(actor -> log.write(action, actor, "", traits(passkey)))
                .chain(
                        () ->
                                action == AuditAction.PASSKEY_DELETED
                                        ? forget(passkey)
                                        : Uni.createFrom().voidItem());
    }

    private Uni<Actor> actor(Passkey passkey) {
        if (passkey.actorId() == null) {
            return Uni.createFrom().item(Actor.administrator(passkey.actorRole()));
        }
        return users.findById(passkey.actorId())
                .map(user -> user == null ? Actor.unknown(passkey.actorId()) : Actor.of(user));
    }

    private static Map<String, Object> traits(Passkey passkey) {
        Map<String, Object> traits = new LinkedHashMap<>();
        if (passkey.actorId() == null) {
            traits.put("user_id", passkey.userId().toString());
        }
        traits.put("passkey_id", passkey.id().toString());
        return traits;
    }

    /** The sessions live on, but no longer name a passkey that is gone. */
    private static Uni<Void> forget(Passkey passkey) {
        return Panache.getSession()
                .chain(
                        session ->
                                session.createNativeQuery(FORGET_PASSKEY)
                                        .setParameter(1, passkey.id())
                                        .executeUpdate())
                .replaceWithVoid();
    }
}
