package dev.postern.session.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.outbox.DomainEvent;
import dev.postern.outbox.Outbox;
import dev.postern.session.SessionConfig;
import dev.postern.session.qr.QrApplicationStore;
import dev.postern.session.statement.Statements;
import dev.postern.settings.ProjectSettings;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Composes the settings in force and tells the other services when they changed. */
@ApplicationScoped
class SettingsStore {

    private static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    /** Parameter: the settings. One row with the new sequence when they differ from the last. */
    private static final String REMEMBER_PUBLICATION =
            """
            INSERT INTO auth.published_settings AS p (project, sequence, data, published_at)
            VALUES ('default', 1, CAST(CAST(?1 AS text) AS jsonb), now())
            ON CONFLICT (project) DO UPDATE
                SET sequence = p.sequence + 1, data = excluded.data, published_at = now()
                WHERE p.data <> excluded.data
            RETURNING CAST(json_build_object('sequence', sequence) AS text)
            """;

    /** The settings in force: all of them, and the part the other services act on. */
    record InForce(AuthSettings auth, ProjectSettings project) {}

    private final ProjectOverridesRepository overrides;
    private final QrApplicationStore applications;
    private final Statements statements;
    private final Outbox outbox;
    private final SessionConfig config;

    SettingsStore(
            ProjectOverridesRepository overrides,
            QrApplicationStore applications,
            Statements statements,
            Outbox outbox,
            SessionConfig config) {
        this.overrides = overrides;
        this.applications = applications;
        this.statements = statements;
        this.outbox = outbox;
        this.config = config;
    }

    /** The settings in force; they are published in the same transaction when they are news. */
    @WithTransaction
    Uni<InForce> load() {
        return overrides
                .findById(ProjectOverrides.THE_PROJECT)
                .map(this::compose)
                .invoke(this::demandValid)
                .chain(auth -> applications.all().map(all -> new InForce(auth, auth.project(all))))
                .call(inForce -> publishNews(inForce.project()));
    }

    private AuthSettings compose(ProjectOverrides stored) {
        ObjectNode settings = JSON.valueToTree(AuthSettings.defaults(config));
        if (stored != null) {
            settings.setAll((ObjectNode) JSON.valueToTree(stored.overrides));
        }
        try {
            return JSON.treeToValue(settings, AuthSettings.class);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException(
                    "A value in auth.project_settings has the wrong type; delete or"
                            + " correct it.",
                    malformed);
        }
    }

    private void demandValid(AuthSettings settings) {
        SettingsRules.firstViolation(settings, config)
                .ifPresent(
                        sentence -> {
                            throw new IllegalStateException(sentence);
                        });
    }

    private Uni<Void> publishNews(ProjectSettings project) {
        JsonNode data = JSON.valueToTree(project);
        return statements
                .one(REMEMBER_PUBLICATION, data.toString())
                .chain(news -> news.isEmpty() ? nothing() : append(data, news));
    }

    private Uni<Void> append(JsonNode data, Optional<JsonNode> news) {
        return outbox.append(
                new DomainEvent(
                        "postern.settings.v1",
                        "dev.postern.settings.changed",
                        "default",
                        news.orElseThrow().path("sequence").asLong(),
                        data));
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }
}
