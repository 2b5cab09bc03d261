package dev.postern.session.user;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.auth.AuthConfig;
import dev.postern.outbox.DomainEvent;
import dev.postern.outbox.Outbox;
import dev.postern.session.signingkey.MasterKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Tells the other services of users: whole state, no address in clear. */
@ApplicationScoped
public class UserEvents {

    static final String TOPIC = "postern.users.v1";

    private static final String DELETED = "dev.postern.users.deleted";

    private final Outbox outbox;
    private final byte[] emailHashKey;

    UserEvents(Outbox outbox, AuthConfig config) {
        this.outbox = outbox;
        this.emailHashKey =
                MasterKey.hmac(
                        config.serviceToken().getBytes(StandardCharsets.UTF_8),
                        "postern email hash".getBytes(StandardCharsets.UTF_8));
    }

    public Uni<Void> created(UserEntity user) {
        return append("dev.postern.users.created", user);
    }

    public Uni<Void> updated(UserEntity user) {
        return append("dev.postern.users.updated", user);
    }

    public Uni<Void> banned(UserEntity user) {
        return append("dev.postern.users.banned", user);
    }

    /** The last state of a user who is deleted, and the tombstone behind it. */
    public Uni<Void> deleted(UserEntity user) {
        return append(DELETED, user).chain(() -> append(DELETED, user, null));
    }

    private Uni<Void> append(String type, UserEntity user) {
        return append(type, user, data(user));
    }

    private Uni<Void> append(String type, UserEntity user, ObjectNode data) {
        user.eventSequence++;
        return outbox.append(
                new DomainEvent(TOPIC, type, user.id.toString(), user.eventSequence, data));
    }

    private ObjectNode data(UserEntity user) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("id", user.id.toString());
        data.put("email_hash", user.hasEmail() ? hash(user.email) : null);
        data.put("has_email", user.hasEmail());
        data.put("email_confirmed", user.emailConfirmedAt != null);
        data.put("has_phone", user.hasPhone());
        data.put("phone_confirmed", user.phoneConfirmedAt != null);
        data.put(
                "banned_until",
                user.bannedUntil == null ? null : Timestamps.format(user.bannedUntil));
        data.put("is_anonymous", user.anonymous);
        data.put("is_sso_user", user.ssoUser);
        data.put("has_verified_factor", user.hasVerifiedFactor);
        data.put("deleted", user.deletedAt != null);
        return data;
    }

    private String hash(String email) {
        return HexFormat.of()
                .formatHex(MasterKey.hmac(emailHashKey, email.getBytes(StandardCharsets.UTF_8)));
    }
}
