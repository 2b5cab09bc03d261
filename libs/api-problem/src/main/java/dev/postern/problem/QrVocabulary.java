package dev.postern.problem;

/** The QR bridge's words for refusals that every service shares. */
enum QrVocabulary implements ProblemType {
    INVALID_TOKEN(401, "invalid_token", "A valid access token is required"),
    INVALID_REQUEST(400, "invalid_request", "The request is malformed"),
    PAYLOAD_TOO_LARGE(413, "payload_too_large", "The request is too large"),
    SLOW_DOWN(429, "slow_down", "Too many requests, please wait"),
    UNAVAILABLE(503, "unavailable", "The service is temporarily unavailable");

    private final int status;
    private final String code;
    private final String message;

    QrVocabulary(int status, String code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    /** The refusal in the bridge's words; one that has none keeps its own. */
    static ApiProblem translate(ApiProblem problem) {
        QrVocabulary word = problem.type() instanceof Problem shared ? wordFor(shared) : null;
        if (word == null) {
            return problem;
        }
        ApiProblem translated = ApiProblem.of(word).causedBy(problem.getCause());
        String retryAfter = problem.headers().get("Retry-After");
        return retryAfter == null ? translated : translated.withHeader("Retry-After", retryAfter);
    }

    private static QrVocabulary wordFor(Problem problem) {
        return switch (problem) {
            case NO_AUTHORIZATION,
                    BAD_JWT,
                    MISSING_SUB,
                    SUB_NOT_UUID,
                    SESSION_ID_NOT_UUID,
                    USER_NOT_FOUND_FROM_TOKEN,
                    SESSION_NOT_FOUND,
                    USER_BANNED ->
                    INVALID_TOKEN;
            case BODY_UNREADABLE, BODY_NOT_JSON, MALFORMED_REQUEST -> INVALID_REQUEST;
            case BODY_TOO_LARGE -> PAYLOAD_TOO_LARGE;
            case OVER_REQUEST_RATE_LIMIT -> SLOW_DOWN;
            case UNAVAILABLE, REQUEST_TIMEOUT -> UNAVAILABLE;
            default -> null;
        };
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String message() {
        return message;
    }
}
