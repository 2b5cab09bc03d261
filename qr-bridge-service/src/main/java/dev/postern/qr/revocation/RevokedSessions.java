package dev.postern.qr.revocation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.auth.AccessToken;
import dev.postern.auth.Caller;
import dev.postern.auth.SessionGate;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.redis.RedisGuard;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Remembers revoked sessions until their last access token has expired, so that a phone whose
 * session was ended can no longer claim or approve.
 */
@ApplicationScoped
public class RevokedSessions implements SessionGate {

    private static final Logger LOG = Logger.getLogger(RevokedSessions.class);
    private static final String REVOKED = "dev.postern.sessions.revoked";

    private final Redis redis;
    private final ObjectMapper json;

    RevokedSessions(Redis redis, ObjectMapper json) {
        this.redis = redis;
        this.json = json;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Revoked(@JsonProperty("id") UUID id, @JsonProperty("access_expires_at") String expiry) {}

    @Override
    public Uni<Void> check(AccessToken token, Caller caller) {
        return refuseRevoked(token);
    }

    /** Fails for a token whose session was revoked. */
    public Uni<Void> refuseRevoked(AccessToken token) {
        if (token.sessionId().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return RedisGuard.guard(
                        redis.send(
                                Request.cmd(Command.EXISTS)
                                        .arg(key(token.sessionId().orElseThrow()))))
                .map(
                        found -> {
                            if (found.toInteger() == 1) {
                                throw ApiProblem.of(Problem.SESSION_NOT_FOUND);
                            }
                            return null;
                        });
    }

    @Incoming("sessions")
    Uni<Void> receive(Message<String> message) {
        boolean revoked =
                message.getPayload() != null
                        && message.getMetadata(IncomingCloudEventMetadata.class)
                                .filter(event -> REVOKED.equals(event.getType()))
                                .isPresent();
        if (!revoked) {
            return Uni.createFrom().completionStage(message.ack());
        }
        try {
            Revoked event = json.readValue(message.getPayload(), Revoked.class);
            if (event.id() == null || event.expiry() == null) {
                throw new IllegalArgumentException("a revocation names session and time");
            }
            Duration left = Duration.between(Instant.now(), Instant.parse(event.expiry()));
            return keep(event.id(), left)
                    .onFailure()
                    .retry()
                    .withBackOff(Duration.ofMillis(200), Duration.ofSeconds(5))
                    .indefinitely()
                    .chain(() -> Uni.createFrom().completionStage(message.ack()));
        } catch (JsonProcessingException
                | DateTimeParseException
                | IllegalArgumentException poison) {
            LOG.error("A session event cannot be read and goes to the dead-letter topic", poison);
            return Uni.createFrom().completionStage(message.nack(poison));
        }
    }

    private Uni<Void> keep(UUID session, Duration left) {
        if (left.isNegative() || left.isZero()) {
            return Uni.createFrom().voidItem();
        }
        return RedisGuard.guard(
                        redis.send(
                                Request.cmd(Command.SET)
                                        .arg(key(session))
                                        .arg("1")
                                        .arg("PX")
                                        .arg(left.toMillis() + 1000)))
                .replaceWithVoid();
    }

    private static String key(UUID session) {
        return "qr:revoked:" + session;
    }
}
