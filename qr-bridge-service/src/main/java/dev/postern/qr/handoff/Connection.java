package dev.postern.qr.handoff;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A page that waits for a hand-off, as the store knows it. It outlives its socket, so that the page
 * can resume on another replica.
 *
 * @param id names it; public
 * @param appId the application
 * @param origin the page's origin, checked at the handshake
 * @param node the replica that holds its socket; empty when it polls
 * @param browserKey the page's key, 65 bytes as base64url
 * @param keyHash the commitment to that key
 * @param address the browser's address
 * @param userAgent the browser's header
 * @param userParameters what the page said about itself, a JSON object
 * @param trustKey a thumbprint of the key by which the browser is known; empty when it has none
 * @param sessionIds the hand-offs it shows, the newest last
 * @param told what a polling page has been told
 * @param rotateAt when the next code is due, Unix milliseconds
 */
public record Connection(
        String id,
        String appId,
        String origin,
        String node,
        String browserKey,
        String keyHash,
        String address,
        String userAgent,
        String userParameters,
        String trustKey,
        List<String> sessionIds,
        String told,
        long rotateAt) {

    static Optional<Connection> of(String id, Map<String, String> fields) {
        if (!fields.containsKey("app")) {
            return Optional.empty();
        }
        String ids = fields.getOrDefault("ids", "");
        return Optional.of(
                new Connection(
                        id,
                        fields.get("app"),
                        fields.get("org"),
                        fields.getOrDefault("node", ""),
                        fields.get("bk"),
                        fields.get("h"),
                        fields.get("ip"),
                        fields.get("ua"),
                        fields.get("up"),
                        fields.getOrDefault("tk", ""),
                        ids.isEmpty() ? List.of() : List.of(ids.split(" ")),
                        fields.getOrDefault("told", ""),
                        Long.parseLong(fields.getOrDefault("rot", "0"))));
    }

    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("app", appId);
        fields.put("org", origin);
        fields.put("node", node);
        fields.put("bk", browserKey);
        fields.put("h", keyHash);
        fields.put("ip", address);
        fields.put("ua", userAgent);
        fields.put("up", userParameters);
        fields.put("tk", trustKey);
        return fields;
    }
}
