package dev.postern.credential.relyingparty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

/**
 * CollectedClientData of WebAuthn Level 3 §5.8.1: what the browser says took place.
 *
 * @param type the ceremony
 * @param challenge base64url
 * @param origin where it took place
 * @param crossOrigin whether another origin framed it
 * @param topOrigin the outermost frame, null unless framed
 */
record ClientData(
        String type, String challenge, String origin, boolean crossOrigin, String topOrigin) {

    static final String CREATE = "webauthn.create";
    static final String GET = "webauthn.get";

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();
    private static final Set<String> TOKEN_BINDING_STATUSES =
            Set.of("present", "supported", "not-supported");
    private static final char BYTE_ORDER_MARK = '\ufeff';

    /** §7.1 steps 5 and 6, §7.2 steps 9 and 10: UTF-8 decode (drops a BOM), then JSON. */
    static ClientData parse(byte[] bytes) {
        JsonNode json = object(decode(bytes));
        checkTokenBinding(json.get("tokenBinding"));
        return new ClientData(
                text(json, "type", Refusal.TYPE_MISMATCH),
                text(json, "challenge", Refusal.CHALLENGE_MISMATCH),
                text(json, "origin", Refusal.ORIGIN_MISMATCH),
                flag(json.get("crossOrigin")),
                optionalText(json.get("topOrigin")));
    }

    /** §7.1 steps 7 to 11, §7.2 steps 11 to 15. */
    void mustAnswer(String ceremony, Expectation expected) {
        if (!type.equals(ceremony)) {
            throw Refusal.TYPE_MISMATCH.problem();
        }
        if (!isChallenge(expected.challenge())) {
            throw Refusal.CHALLENGE_MISMATCH.problem();
        }
        if (expected.origins().stream().noneMatch(allowed -> Origins.same(allowed, origin))) {
            throw Refusal.ORIGIN_MISMATCH.problem();
        }
        if (crossOrigin && expected.topOrigins().isEmpty()) {
            throw Refusal.CROSS_ORIGIN_NOT_ALLOWED.problem();
        }
        if (topOrigin != null
                && expected.topOrigins().stream()
                        .noneMatch(allowed -> Origins.same(allowed, topOrigin))) {
            throw Refusal.TOP_ORIGIN_NOT_ALLOWED.problem();
        }
    }

    private boolean isChallenge(String issued) {
        return MessageDigest.isEqual(
                issued.getBytes(StandardCharsets.UTF_8),
                challenge.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (CharacterCodingException notUtf8) {
            throw Refusal.CLIENT_DATA_MALFORMED.causedBy(notUtf8);
        }
    }

    private static JsonNode object(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (!json.isObject()) {
                throw Refusal.CLIENT_DATA_MALFORMED.problem();
            }
            return json;
        } catch (JsonProcessingException notJson) {
            throw Refusal.CLIENT_DATA_MALFORMED.causedBy(notJson);
        }
    }

    /** A member that every client writes; absent or of another type it cannot be the right one. */
    private static String text(JsonNode json, String member, Refusal refusal) {
        JsonNode value = json.get(member);
        if (value == null || !value.isTextual()) {
            throw refusal.problem();
        }
        return value.textValue();
    }

    private static String optionalText(JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw Refusal.CLIENT_DATA_MALFORMED.problem();
        }
        return value.textValue();
    }

    private static boolean flag(JsonNode value) {
        if (value == null || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw Refusal.CLIENT_DATA_MALFORMED.problem();
        }
        return value.booleanValue();
    }

    private static void checkTokenBinding(JsonNode tokenBinding) {
        boolean wellFormed =
                tokenBinding == null
                        || tokenBinding.isNull()
                        || (tokenBinding.isObject()
                                && TOKEN_BINDING_STATUSES.contains(
                                        tokenBinding.path("status").asText("")));
        if (!wellFormed) {
            throw Refusal.CLIENT_DATA_MALFORMED.problem();
        }
    }
}
