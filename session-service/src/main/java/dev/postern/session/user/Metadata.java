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

    /** The most that one object of metadata may take, as JSON in UTF-8. */
    static final int MOST_BYTES = 8192;

    private static final String USER_METADATA = "user_metadata";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> MAP =
            new TypeReference<>() {};

    private Metadata() {}

    /**
     * @param data what a client sent as {@code data}; null reads as empty
     * @throws ApiProblem when it is not an object or cannot be kept
     */
    public static Map<String, Object> read(JsonNode data) {
        return read(data, "data", USER_METADATA);
    }

    /**
     * The same for a field of an administrator's request.
     *
     * @param field what refusals call it, e.g. {@code app_metadata}
     */
    public static Map<String, Object> read(JsonNode data, String field) {
        return read(data, field, field);
    }

    private static Map<String, Object> read(JsonNode data, String field, String limited) {
        if (data == null || data.isNull()) {
            return new LinkedHashMap<>();
        }
        if (!data.isObject() || !isStorable(data)) {
            throw ApiProblem.of(UserProblem.METADATA_NOT_STORABLE, field);
        }
        Map<String, Object> metadata = JSON.convertValue(data, MAP);
        demandLimit(metadata, limited);
        return metadata;
    }

    /** Shallow merge: a null takes the key away. The result is limited like what is sent. */
    public static Map<String, Object> merge(Map<String, Object> kept, Map<String, Object> sent) {
        return merge(kept, sent, USER_METADATA);
    }

    /** The same for a field that refusals call by another name. */
    public static Map<String, Object> merge(
            Map<String, Object> kept, Map<String, Object> sent, String field) {
        Map<String, Object> merged = new LinkedHashMap<>(kept == null ? Map.of() : kept);
        sent.forEach(
                (key, value) -> {
                    if (value == null) {
                        merged.remove(key);
                    } else {
                        merged.put(key, value);
                    }
                });
        demandLimit(merged, field);
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
        demandLimit(metadata, USER_METADATA);
    }

    private static void demandLimit(Map<String, Object> metadata, String field) {
        try {
            int size = JSON.writeValueAsString(metadata).getBytes(StandardCharsets.UTF_8).length;
            if (size > MOST_BYTES) {
                throw ApiProblem.of(UserProblem.METADATA_TOO_LARGE, field, MOST_BYTES, size);
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
