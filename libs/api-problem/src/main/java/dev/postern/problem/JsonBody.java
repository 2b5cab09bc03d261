package dev.postern.problem;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.util.Objects;

/**
 * Reads request bodies the way the dialects demand: whatever the content type says, the bytes are
 * JSON or the request is refused with {@code bad_json}. Unknown members are ignored, wrong types
 * and duplicate members are not.
 */
public final class JsonBody {

    private static final int LONGEST = 1_048_576;

    private static final ObjectMapper STRICT =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .withCoercionConfig(LogicalType.Textual, JsonBody::refuseScalars)
                    .build();

    private JsonBody() {}

    /**
     * @param body the bytes of the request; null or empty is not JSON
     * @throws ApiProblem {@link Problem#BODY_NOT_JSON}
     */
    public static <T> T read(byte[] body, Class<T> type) {
        if (body == null || body.length == 0) {
            throw ApiProblem.of(Problem.BODY_NOT_JSON, "unexpected end of JSON input");
        }
        if (body.length > LONGEST) {
            throw ApiProblem.of(Problem.BODY_TOO_LARGE);
        }
        try (JsonParser parser = STRICT.createParser(body)) {
            T value = STRICT.readValue(parser, type);
            if (value == null) {
                throw ApiProblem.of(Problem.BODY_NOT_JSON, "a JSON object is expected");
            }
            return value;
        } catch (JacksonException notJson) {
            throw ApiProblem.of(Problem.BODY_NOT_JSON, reason(notJson)).causedBy(notJson);
        } catch (IOException unreadable) {
            throw ApiProblem.of(Problem.BODY_UNREADABLE).causedBy(unreadable);
        }
    }

    /** The same for endpoints whose body may be absent: an empty one reads as {@code {}}. */
    public static <T> T readOrEmpty(byte[] body, Class<T> type) {
        return read(body == null || body.length == 0 ? new byte[] {'{', '}'} : body, type);
    }

    private static void refuseScalars(MutableCoercionConfig config) {
        for (var shape :
                new CoercionInputShape[] {
                    CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
                }) {
            config.setCoercion(shape, CoercionAction.Fail);
        }
    }

    /** Says where it went wrong and never repeats what was sent. */
    private static String reason(JacksonException notJson) {
        var location = notJson.getLocation();
        String where =
                location == null
                        ? ""
                        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        return notJson instanceof JsonMappingException mapping
                ? "wrong type" + field(mapping) + where
                : "invalid syntax" + where;
    }

    private static String field(JsonMappingException mapping) {
        return mapping.getPath().stream()
                .map(reference -> reference.getFieldName())
                .filter(Objects::nonNull)
                .reduce((left, right) -> left + "." + right)
                .filter(path -> path.matches("[A-Za-z0-9_.]{1,80}"))
                .map(path -> " for " + path)
                .orElse("");
    }
}
