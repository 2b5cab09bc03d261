package dev.postern.session.user;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.problem.ApiProblem;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What applications keep with a user. It travels in every access token, so its size is limited; and
 * Postgres must be able to hold it.
 */
public final class Metadata {

    /** The most that {@code user_metadata} may take, as JSON in UTF-8. */
    static final int MOST_BYTES = 8192;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> MAP =
            new TypeReference<>() {};

    private Metadata() {}

    /**
     * @param data what a client sent as {@code data}; null reads as empty
     * @throws ApiProblem when it is not an object or cannot be kept
     */
    public static Map<String, Object> read(JsonNode data) {
        if (data == null || data.isNull()) {
            return new LinkedHashMap<>();
        }
        if (!data.isObject() || !isStorable(data)) {
            throw ApiProblem.of(UserProblem.METADATA_NOT_STORABLE);
        }
        Map<String, Object> metadata = JSON.convertValue(data, MAP);
        demandLimit(metadata);
        return metadata;
    }

    /** Shallow merge: a null takes the key away. The result is limited like what is sent. */
    public static Map<String, Object> merge(Map<String, Object> kept, Map<String, Object> sent) {
        Map<String, Object> merged = new LinkedHashMap<>(kept == null ? Map.of() : kept);
        sent.forEach(
                (key, value) -> {
                    if (value == null) {
                        merged.remove(key);
                    } else {
                        merged.put(key, value);
                    }
                });
        demandLimit(merged);
        return merged;
    }

    /** The same entries as a tree. */
    public static JsonNode tree(Map<String, Object> metadata) {
        return JSON.valueToTree(metadata);
    }

    /**
     * @throws ApiProblem when it takes more room than every token can carry
     */
    public static void demandLimit(Map<String, Object> metadata) {
        try {
            int size = JSON.writeValueAsString(metadata).getBytes(StandardCharsets.UTF_8).length;
            if (size > MOST_BYTES) {
                throw ApiProblem.of(UserProblem.METADATA_TOO_LARGE, MOST_BYTES, size);
            }
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("what was JSON is JSON", impossible);
        }
    }

    /** Postgres holds neither U+0000 nor numbers beyond its range. */
    private static boolean isStorable(JsonNode node) {
        if (node.isTextual()) {
            return isStorable(node.textValue());
        }
        if (node.isFloatingPointNumber()) {
            return Double.isFinite(node.doubleValue());
        }
        var fields = node.fields();
        while (fields.hasNext()) {
            var field = fields.next();
            if (!isStorable(field.getKey()) || !isStorable(field.getValue())) {
                return false;
            }
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                if (!isStorable(element)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isStorable(String text) {
        return text.indexOf('\0') < 0;
    }
}
