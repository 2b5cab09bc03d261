package dev.postern.qr.handoff;

import java.util.Map;
import java.util.Optional;

/**
 * One hand-off, as the store knows it.
 *
 * @param id the id in the code
 * @param state where it stands
 * @param appId the application
 * @param connectionId the page
 * @param expiresAt when the state ends by itself, Unix milliseconds
 * @param userId who claimed it; empty before
 * @param device the JSON of the phone; empty before
 * @param userHint how the page may name the user; empty before
 * @param nonce changes with every claim; empty before
 * @param risk the JSON of the assessment; empty before
 * @param matching whether digits must be typed
 * @param encryption {@code v1} or {@code keyri}
 * @param ciphertext the JSON of the sealed payload, only while it waits for the page
 * @param code why it was denied
 */
public record Handoff(
        String id,
        State state,
        String appId,
        String connectionId,
        long expiresAt,
        String userId,
        String device,
        String userHint,
        String nonce,
        String risk,
        boolean matching,
        String encryption,
        String ciphertext,
        String code) {

    static Optional<Handoff> of(String id, Map<String, String> fields) {
        if (!fields.containsKey("st")) {
            return Optional.empty();
        }
        return Optional.of(
                new Handoff(
                        id,
                        State.valueOf(fields.get("st")),
                        fields.get("app"),
                        fields.get("cid"),
                        Long.parseLong(fields.get("exp")),
                        fields.getOrDefault("uid", ""),
                        fields.getOrDefault("dev", ""),
                        fields.getOrDefault("hint", ""),
                        fields.getOrDefault("mcn", ""),
                        fields.getOrDefault("risk", ""),
                        "1".equals(fields.get("mc")),
                        fields.getOrDefault("enc", ""),
                        fields.getOrDefault("ct", ""),
                        fields.getOrDefault("code", "")));
    }
}
