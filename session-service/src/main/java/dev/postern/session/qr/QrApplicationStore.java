package dev.postern.session.qr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.problem.ApiProblem;
import dev.postern.session.SessionConfig;
import dev.postern.session.statement.Statements;
import dev.postern.settings.QrApplication;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The QR applications in Postgres, and the one the environment may name. */
@ApplicationScoped
public class QrApplicationStore {

    /** The id of the environment's application. */
    static final String OF_ENVIRONMENT = "app_default";

    private static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private static final String LIST =
            """
            SELECT CAST(json_agg(record ORDER BY created_at, id) AS text)
            FROM auth.qr_applications
            HAVING count(*) > 0
            """;

    /** Parameters: id. Locks the row, so that changes come one after the other. */
    private static final String FIND =
            """
            SELECT CAST(record AS text) FROM auth.qr_applications WHERE id = ?1 FOR UPDATE
            """;

    /** Parameters: id, record. */
    private static final String INSERT =
            """
            INSERT INTO auth.qr_applications (id, record)
            VALUES (?1, CAST(CAST(?2 AS text) AS jsonb))
            ON CONFLICT (id) DO NOTHING
            RETURNING CAST(record AS text)
            """;

    /** Parameters: id, record. */
    private static final String UPDATE =
            """
            UPDATE auth.qr_applications
            SET record = CAST(CAST(?2 AS text) AS jsonb), updated_at = now()
            WHERE id = ?1
            RETURNING CAST(record AS text)
            """;

    /** Parameters: id. */
    private static final String DELETE =
            """
            DELETE FROM auth.qr_applications WHERE id = ?1 RETURNING CAST(record AS text)
            """;

    private final Statements statements;
    private final Optional<QrApplication> ofEnvironment;

    QrApplicationStore(Statements statements, SessionConfig config) {
        this.statements = statements;
        this.ofEnvironment = config.qrAppKey().map(key -> ofEnvironment(key, config));
    }

    /** Every application, the environment's first. */
    public Uni<List<QrApplication>> all() {
        return statements
                .one(LIST)
                .map(
                        stored -> {
                            List<QrApplication> all = new ArrayList<>();
                            ofEnvironment.ifPresent(all::add);
                            stored.ifPresent(list -> list.forEach(record -> all.add(read(record))));
                            return all;
                        });
    }

    Uni<QrApplication> find(String id) {
        return statements.one(FIND, id).map(found -> read(found.orElseThrow(this::notFound)));
    }

    Uni<QrApplication> insert(QrApplication application) {
        return statements
                .one(INSERT, application.id(), write(application))
                .map(
                        inserted ->
                                read(
                                        inserted.orElseThrow(
                                                () -> ApiProblem.of(QrApplicationProblem.EXISTS))));
    }

    Uni<QrApplication> update(QrApplication application) {
        return statements
                .one(UPDATE, application.id(), write(application))
                .map(updated -> read(updated.orElseThrow(this::notFound)));
    }

    Uni<Void> delete(String id) {
        return statements
                .one(DELETE, id)
                .map(deleted -> deleted.orElseThrow(this::notFound))
                .replaceWithVoid();
    }

    /** Refuses changes of what only the environment can change. */
    void demandOwn(String id) {
        if (isOfEnvironment(id)) {
            throw ApiProblem.of(QrApplicationProblem.OF_ENVIRONMENT);
        }
    }

    boolean isOfEnvironment(String id) {
        return ofEnvironment.filter(application -> application.id().equals(id)).isPresent();
    }

    private RuntimeException notFound() {
        return ApiProblem.of(QrApplicationProblem.NOT_FOUND);
    }

    private static QrApplication ofEnvironment(String appKey, SessionConfig config) {
        URI site = config.siteUrl();
        String origin = site.getScheme() + "://" + site.getRawAuthority();
        return new QrApplication(
                OF_ENVIRONMENT,
                config.rp().name().orElse("This site"),
                "localhost".equals(site.getHost()) ? "dev" : "prod",
                List.of(appKey),
                List.of(origin),
                origin + "/phone",
                null,
                null,
                null,
                true,
                "required",
                false,
                false,
                null,
                null);
    }

    private static String write(QrApplication application) {
        return JSON.valueToTree(application).toString();
    }

    private static QrApplication read(JsonNode record) {
        try {
            return JSON.treeToValue(record, QrApplication.class);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException(
                    "A record in auth.qr_applications has the wrong shape; delete or correct it.",
                    malformed);
        }
    }
}
