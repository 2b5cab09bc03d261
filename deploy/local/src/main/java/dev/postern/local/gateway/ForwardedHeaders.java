package dev.postern.local.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.UUID;

/**
 * What the services learn of the caller. The gateway is the edge: whatever a client says about its
 * own address, host or request id is replaced, never extended.
 */
final class ForwardedHeaders {
    static final String REQUEST_ID = "X-Request-Id";

    private static final List<String> CLAIMS =
            List.of(
                    "Forwarded",
                    "X-Forwarded-Port",
                    "X-Forwarded-Prefix",
                    "X-Forwarded-Ssl",
                    "X-Forwarded-Path",
                    "X-Original-URL",
                    "X-Rewrite-URL",
                    "X-HTTP-Method-Override",
                    "X-Real-IP",
                    "X-Client-IP",
                    "True-Client-IP",
                    "CF-Connecting-IP");

    private ForwardedHeaders() {}

    /**
     * Replaces the headers of the request itself, so that a WebSocket upgrade carries them too;
     * answers the request id.
     */
    static String replace(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String requestId = UUID.randomUUID().toString();
        CLAIMS.forEach(headers::remove);
        headers.set("X-Forwarded-For", request.connection().remoteAddress().hostAddress());
        headers.set("X-Forwarded-Proto", "http");
        headers.set(REQUEST_ID, requestId);
        if (request.authority() == null) {
            headers.remove("X-Forwarded-Host");
        } else {
            headers.set("X-Forwarded-Host", request.authority().toString());
        }
        return requestId;
    }
}
