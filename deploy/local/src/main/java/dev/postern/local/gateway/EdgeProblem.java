package dev.postern.local.gateway;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the gateway itself refuses, in the error envelope of the Supabase dialect so that client
 * libraries read it.
 */
enum EdgeProblem {
    MALFORMED_TARGET(400, "bad_request", "The request target must be a path"),
    MALFORMED_REQUEST(400, "bad_request", "The request is malformed"),
    TARGET_TOO_LONG(414, "uri_too_long", "The request target is too long"),
    HEADERS_TOO_LARGE(431, "request_header_fields_too_large", "The request headers are too large"),
    NOT_FOUND(404, "not_found", "Path not found"),
    METHOD_NOT_ALLOWED(405, "method_not_allowed", "Method not allowed"),
    UNAVAILABLE(
            503,
            "service_unavailable",
            "The service is not available, please retry after a moment."),
    TIMEOUT(
            504,
            "request_timeout",
            "Processing this request timed out, please retry after a moment.");

    private static final String VERSION_HEADER = "X-Supabase-Api-Version";
    private static final LocalDate NAMED_CODES = LocalDate.of(2024, 1, 1);

    private final int status;
    private final String code;
    private final String message;

    EdgeProblem(int status, String code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    /** What is wrong with a request that could not even be read. */
    static EdgeProblem ofUnreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return TARGET_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException ? HEADERS_TOO_LARGE : MALFORMED_REQUEST;
    }

    int status() {
        return status;
    }

    /** The body, in the shape the request's {@code X-Supabase-Api-Version} asks for. */
    String body(HttpServerRequest request, String requestId) {
        JsonObject body = new JsonObject();
        if (wantsNamedCodes(request)) {
            return body.put("code", code).put("message", message).encode();
        }
        body.put("code", status).put("error_code", code).put("msg", message);
        return (status >= 500 ? body.put("error_id", requestId) : body).encode();
    }

    /** The headers that go with the body; they let a page of any origin read it. */
    Map<String, String> headers(HttpServerRequest request, String requestId) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Request-Id", requestId);
        headers.put("x-sb-error-code", code);
        if (wantsNamedCodes(request)) {
            headers.put(VERSION_HEADER, NAMED_CODES.toString());
        }
        if (this == UNAVAILABLE) {
            headers.put("Retry-After", "1");
        }
        headers.putAll(Cors.headers(request));
        return headers;
    }

    void answer(HttpServerRequest request, String requestId) {
        headers(request, requestId).forEach(request.response()::putHeader);
        request.response().setStatusCode(status).end(body(request, requestId));
    }

    private static boolean wantsNamedCodes(HttpServerRequest request) {
        String version = request.getHeader(VERSION_HEADER);
        try {
            return version != null && !LocalDate.parse(version.strip()).isBefore(NAMED_CODES);
        } catch (DateTimeParseException e) {
            return false; // an unparseable version counts as none
        }
    }
}
