package dev.postern.session.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.outbox.DomainEvent;
import dev.postern.outbox.Outbox;
import dev.postern.problem.ApiProblem;
import dev.postern.session.SessionConfig;
import dev.postern.session.audit.Actor;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.statement.Statements;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
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

    /** One at a time reads and publishes, so that no older settings are told after newer ones. */
    private static final String TAKE_TURNS =
            "SELECT '{}' || CAST(pg_advisory_xact_lock(7814701245) AS text)";

    /** Parameters: object of changes, names to take away with commas between. */
    private static final String MERGE =
            """
            INSERT INTO auth.project_settings AS p (project, overrides, updated_at)
            VALUES ('default', CAST(CAST(?1 AS text) AS jsonb), now())
            ON CONFLICT (project) DO UPDATE SET updated_at = now(),
                overrides = (p.overrides || excluded.overrides)
                    - string_to_array(CAST(?2 AS text), ',')
            RETURNING CAST(overrides AS text)
            """;

    private final ProjectOverridesRepository overrides;
    private final Statements statements;
    private final Outbox outbox;
    private final AuditLog audit;
    private final SessionConfig config;

    SettingsStore(
            ProjectOverridesRepository overrides,
            Statements statements,
            Outbox outbox,
            AuditLog audit,
            SessionConfig config) {
        this.overrides = overrides;
        this.statements = statements;
        this.outbox = outbox;
        this.audit = audit;
        this.config = config;
    }

    /** The settings in force; they are published in the same transaction when they are news. */
    @WithTransaction
    Uni<AuthSettings> load() {
        return statements
                .one(TAKE_TURNS)
                .chain(() -> overrides.findById(ProjectOverrides.THE_PROJECT))
                .map(
                        stored ->
                                stored == null
                                        ? JSON.createObjectNode()
                                        : JSON.valueToTree(stored.overrides))
                .map(stored -> compose((ObjectNode) stored))
                .invoke(this::demandValid)
                .call(this::publishNews);
    }

    /** Changes some of the settings, unless the whole would make no sense. */
    @WithTransaction
    Uni<AuthSettings> change(JsonNode wanted, Actor actor, String address) {
        SettingsPatch patch = SettingsPatch.of(wanted, defaults());
        return statements
                .one(TAKE_TURNS)
                .chain(
                        () ->
                                statements.one(
                                        MERGE,
                                        patch.changes().toString(),
                                        String.join(",", patch.resets())))
                .map(merged -> compose((ObjectNode) merged.orElseThrow()))
                .invoke(SettingsStore::demandSensible)
                .call(this::publishNews)
                .call(() -> write(patch, actor, address));
    }

    private Uni<Void> write(SettingsPatch patch, Actor actor, String address) {
        return audit.write(
                AuditAction.PROJECT_SETTINGS_MODIFIED,
                actor,
                address,
                Map.of("settings", patch.names()));
    }

    private static void demandSensible(AuthSettings settings) {
        SettingsRules.firstRefusal(settings)
                .ifPresent(
                        sentence -> {
                            throw ApiProblem.of(SettingsProblem.RULE_BROKEN, sentence);
                        });
    }

    private ObjectNode defaults() {
        return JSON.valueToTree(AuthSettings.defaults(config));
    }

    private AuthSettings compose(ObjectNode overrides) {
        ObjectNode settings = defaults().setAll(overrides);
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

    private Uni<Void> publishNews(AuthSettings settings) {
        JsonNode data = JSON.valueToTree(settings.project());
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
