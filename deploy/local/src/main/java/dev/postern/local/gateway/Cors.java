package dev.postern.local.gateway;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** CORS for what the gateway answers itself; the services answer for what they answer. */
final class Cors {
    private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";
    private static final String REQUEST_HEADERS =
            "Accept, Authorization, Content-Type, X-Client-IP, X-Client-Info, X-JWT-AUD, x-use-cookie,"
                    + " X-Supabase-Api-Version, apikey";
    private static final String EXPOSED =
            "X-Total-Count, Link, X-Supabase-Api-Version, x-sb-error-code";

    private Cors() {}

    static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }

    static Map<String, String> headers(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Vary", "Origin");
        if (origin != null) {
            headers.put("Access-Control-Allow-Origin", origin);
            headers.put("Access-Control-Allow-Credentials", "true");
            headers.put("Access-Control-Expose-Headers", EXPOSED);
        }
        return headers;
    }

    /** Lets the browser go on to the request itself, whose refusal the page can then read. */
    static void answerPreflight(HttpServerRequest request) {
        headers(request).forEach(request.response()::putHeader);
        request.response()
                .putHeader("Access-Control-Allow-Methods", METHODS)
                .putHeader("Access-Control-Allow-Headers", REQUEST_HEADERS)
                .setStatusCode(204)
                .end();
    }
}
