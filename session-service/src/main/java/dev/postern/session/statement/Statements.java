package dev.postern.session.statement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Runs one native statement and reads the one JSON document it selects. The hot paths are a
 * statement each: what they check and what they write happens in one round trip, atomically even
 * outside a transaction.
 */
@ApplicationScoped
public class Statements {

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    /**
     * Runs a statement in the session in hand, or in one of its own.
     *
     * @param sql selects at most one row with one column, a JSON text
     * @param parameters for {@code ?1}, {@code ?2}, …; a null needs a CAST around its placeholder
     * @return the document, empty when there is no row
     */
    @WithSession
    public <T> Uni<Optional<T>> one(String sql, Class<T> type, Object... parameters) {
        return Panache.getSession()
                .chain(session -> query(session, sql, parameters).getSingleResultOrNull())
                .map(text -> Optional.ofNullable(text).map(json -> read(json, type)));
    }

    /** The same as a bare tree. */
    @WithSession
    public Uni<Optional<JsonNode>> one(String sql, Object... parameters) {
        return one(sql, JsonNode.class, parameters);
    }

    private static Mutiny.SelectionQuery<String> query(
            Mutiny.Session session, String sql, Object[] parameters) {
        Mutiny.SelectionQuery<String> query = session.createNativeQuery(sql, String.class);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query;
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("a statement answered with another shape", malformed);
        }
    }
}
