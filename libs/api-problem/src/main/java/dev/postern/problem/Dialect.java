package dev.postern.problem;

import java.util.LinkedHashMap;
import java.util.Map;

/** The API families of the suite; each has an error envelope of its own. */
public enum Dialect {
    /** Supabase Auth, and everything internal. */
    SUPABASE {
        @Override
        Envelope envelope(ApiProblem problem, String apiVersion, String requestId) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("x-sb-error-code", problem.code());
            Map<String, Object> body = new LinkedHashMap<>();
            if (isNamed(apiVersion)) {
                headers.put("X-Supabase-Api-Version", NAMED_CODES_SINCE);
                body.put("code", problem.code());
                body.put("message", problem.getMessage());
            } else {
                body.put("code", problem.status());
                body.put("error_code", problem.code());
                body.put("msg", problem.getMessage());
                if (problem.status() >= 500) {
                    body.put("error_id", requestId);
                }
            }
            body.putAll(problem.details());
            return new Envelope(problem, headers, body);
        }
    },
    /** Nhost Auth. */
    NHOST {
        @Override
        Envelope envelope(ApiProblem problem, String apiVersion, String requestId) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("status", problem.status());
            body.put("error", problem.code());
            body.put("message", problem.getMessage());
            body.putAll(problem.details());
            return new Envelope(problem, Map.of(), body);
        }
    },
    /** The QR bridge: its own short list of codes, the same in HTTP, socket and page. */
    QR {
        @Override
        Envelope envelope(ApiProblem problem, String apiVersion, String requestId) {
            ApiProblem known = QrVocabulary.translate(problem);
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("code", known.code());
            body.put("message", known.getMessage());
            body.put("status", known.status());
            String retryAfter = known.headers().get("Retry-After");
            if (retryAfter != null) {
                body.put("retryAfter", Long.parseLong(retryAfter));
            }
            body.putAll(known.details());
            return new Envelope(known, Map.of(), body);
        }
    },
    /** The Management API: a message and nothing else. */
    MANAGEMENT {
        @Override
        Envelope envelope(ApiProblem problem, String apiVersion, String requestId) {
            return new Envelope(problem, Map.of(), Map.of("message", problem.getMessage()));
        }
    };

    /** The API version from which error codes are strings (header X-Supabase-Api-Version). */
    public static final String NAMED_CODES_SINCE = "2024-01-01";

    abstract Envelope envelope(ApiProblem problem, String apiVersion, String requestId);

    /** A refusal in this dialect's own words, for where it is told without an envelope. */
    public ApiProblem spoken(ApiProblem problem) {
        return this == QR ? QrVocabulary.translate(problem) : problem;
    }

    /** The dialect spoken at a path. */
    public static Dialect at(String path) {
        if (path.startsWith("/v1/projects/")) {
            return MANAGEMENT;
        }
        if (path.startsWith("/qr/") || path.startsWith("/api/v1/session/")) {
            return QR;
        }
        return path.equals("/v1") || path.startsWith("/v1/") ? NHOST : SUPABASE;
    }

    private static boolean isNamed(String apiVersion) {
        return apiVersion != null
                && apiVersion.matches("\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])")
                && apiVersion.compareTo(NAMED_CODES_SINCE) >= 0;
    }

    /** What goes on the wire for a refusal. */
    record Envelope(ApiProblem problem, Map<String, String> headers, Map<String, Object> body) {}
}
