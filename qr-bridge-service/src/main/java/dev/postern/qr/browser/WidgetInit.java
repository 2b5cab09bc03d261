package dev.postern.qr.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.postern.problem.ApiProblem;
import dev.postern.qr.handoff.P256Point;
import dev.postern.qr.handoff.QrProblem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * A page's first message, checked.
 *
 * @param browserKey the key to which payloads are sealed
 * @param userParameters what the page says about itself: an object of at most 2 KiB
 * @param trustKey a thumbprint of the key by which this browser is known, proved fresh; empty when
 *     it shows none
 */
record WidgetInit(P256Point browserKey, String userParameters, String trustKey) {

    private static final int PROTOCOL = 1;
    private static final int LONGEST_PARAMETERS = 2048;
    private static final Duration FRESH = Duration.ofMinutes(5);

    static WidgetInit of(JsonNode message) {
        if (!message.path("protocol").isInt() || message.path("protocol").intValue() != PROTOCOL) {
            throw QrProblem.invalid("protocol must be 1");
        }
        P256Point key = P256Point.ofBase64Url(text(message, "browserKey"));
        if (message.has("browserPublicKey")
                && !P256Point.ofAnyBase64(text(message, "browserPublicKey"))
                        .base64Url()
                        .equals(key.base64Url())) {
            throw ApiProblem.of(QrProblem.INVALID_KEY);
        }
        return new WidgetInit(
                key,
                parameters(message.get("userParameters")),
                trustKey(message.get("browserTrust"), key));
    }

    /** Where the browser is known by no key. */
    private static String parameters(JsonNode given) {
        JsonNode parameters =
                given == null || given.isNull() ? JsonNodeFactory.instance.objectNode() : given;
        if (!parameters.isObject()) {
            throw QrProblem.invalid("userParameters must be an object");
        }
        String text = parameters.toString();
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_PARAMETERS) {
            throw QrProblem.invalid("userParameters must not be longer than 2048 bytes");
        }
        return text;
    }

    /**
     * The thumbprint, when the signature over {@code ts|browserKey} holds. A wrong one is no error:
     * the browser is then as new as one that shows none.
     */
    private static String trustKey(JsonNode trust, P256Point browserKey) {
        if (trust == null || trust.isNull()) {
            return "";
        }
        if (!trust.path("ts").canConvertToLong()) {
            throw QrProblem.invalid("browserTrust.ts must be a number");
        }
        long ts = trust.path("ts").longValue();
        P256Point key = P256Point.ofBase64Url(text(trust, "key"));
        Duration age = Duration.between(Instant.ofEpochMilli(ts), Instant.now()).abs();
        return age.compareTo(FRESH) < 0 && isSigned(ts, browserKey, key, text(trust, "sig"))
                ? key.hash()
                : "";
    }

    private static boolean isSigned(
            long ts, P256Point browserKey, P256Point key, String signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            verifier.initVerify(key.toPublicKey());
            verifier.update((ts + "|" + browserKey.base64Url()).getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isTextual()) {
            throw QrProblem.invalid(name + " must be a text");
        }
        return value.textValue();
    }
}
