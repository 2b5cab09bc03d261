package dev.postern.problem;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The one exception by which a request is refused. What it says is safe to send; its cause is
 * logged and never sent.
 */
public final class ApiProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ProblemType type;
    private final transient Map<String, Object> details;
    private final transient Map<String, String> headers;

    private ApiProblem(
            ProblemType type,
            String message,
            Map<String, Object> details,
            Map<String, String> headers,
            Throwable cause) {
        super(message, cause, false, cause != null || type.status() >= 500);
        this.type = type;
        this.details = Collections.unmodifiableMap(details);
        this.headers = Collections.unmodifiableMap(headers);
    }

    /** A refusal whose text has its placeholders filled with {@code arguments}. */
    public static ApiProblem of(ProblemType type, Object... arguments) {
        return new ApiProblem(type, type.message().formatted(arguments), Map.of(), Map.of(), null);
    }

    /** A refusal that another service worded: its status, code and message are kept. */
    public static ApiProblem relayed(int status, String code, String message) {
        return of(new Relayed(status, code, message));
    }

    /** The same refusal with the failure that led to it, for the log. */
    public ApiProblem causedBy(Throwable cause) {
        return new ApiProblem(type, getMessage(), details, headers, cause);
    }

    /** The same refusal with one more member in its envelope, e.g. {@code weak_password}. */
    public ApiProblem with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(details);
        more.put(member, value);
        return new ApiProblem(type, getMessage(), more, headers, getCause());
    }

    /** The same refusal with one more response header. */
    public ApiProblem withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ApiProblem(type, getMessage(), details, more, getCause());
    }

    /** The same refusal telling the client how long to wait, rounded up to whole seconds. */
    public ApiProblem retryAfter(Duration wait) {
        long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
        return withHeader("Retry-After", Long.toString(seconds));
    }

    public ProblemType type() {
        return type;
    }

    public int status() {
        return type.status();
    }

    public String code() {
        return type.code();
    }

    /** Members beside code and message, in order. */
    public Map<String, Object> details() {
        return details;
    }

    /** Headers beside those of the dialect. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The refusal behind a failure, when there is one in its chain of causes. */
    public static Optional<ApiProblem> in(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ApiProblem problem) {
                return Optional.of(problem);
            }
        }
        return Optional.empty();
    }

    private record Relayed(int status, String code, String message) implements ProblemType {
        @Override
        public String message() {
            return message.replace("%", "%%");
        }
    }
}
