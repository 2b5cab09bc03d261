package dev.postern.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Keeps the newest settings of the topic in memory. Every replica reads the whole topic, which
 * holds one record per project; until it has, the replica is not ready. A service that owns the
 * settings sets {@code postern.settings.projected=false} at build time and brings a source of its
 * own.
 */
@Default
@Readiness
@ApplicationScoped
@IfBuildProperty(name = "postern.settings.projected", stringValue = "true", enableIfMissing = true)
class SettingsProjection implements SettingsSource, HealthCheck {

    private static final Logger LOG = Logger.getLogger(SettingsProjection.class);
    private static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private record Versioned(long sequence, ProjectSettings settings) {}

    private final AtomicReference<Versioned> newest = new AtomicReference<>();

    @Override
    public ProjectSettings current() {
        Versioned versioned = newest.get();
        if (versioned == null) {
            throw ApiProblem.of(Problem.UNAVAILABLE).retryAfter(Duration.ofSeconds(1));
        }
        return versioned.settings();
    }

    @Incoming("settings")
    CompletionStage<Void> receive(Message<String> message) {
        try {
            Optional<IncomingCloudEventMetadata<?>> event =
                    message.getMetadata(IncomingCloudEventMetadata.class)
                            .map(e -> (IncomingCloudEventMetadata<?>) e);
            long sequence =
                    event.flatMap(e -> e.<String>getExtension("sequence"))
                            .map(Long::parseLong)
                            .orElseThrow(
                                    () -> new IllegalArgumentException("event without sequence"));
            keepNewest(
                    new Versioned(
                            sequence, JSON.readValue(message.getPayload(), ProjectSettings.class)));
            return message.ack();
        } catch (JsonProcessingException | IllegalArgumentException poison) {
            LOG.error("A settings event cannot be read and goes to the dead-letter topic", poison);
            return message.nack(poison);
        }
    }

    private void keepNewest(Versioned received) {
        newest.accumulateAndGet(
                received,
                (known, other) ->
                        known == null || other.sequence() >= known.sequence() ? other : known);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("project settings").status(newest.get() != null).build();
    }
}
