package dev.postern.problem;

/** Refusals that any service can answer: authentication gates and malformed requests. */
public enum Problem implements ProblemType {
    NO_AUTHORIZATION(401, "no_authorization", "This endpoint requires a valid Bearer token"),
    BAD_JWT(403, "bad_jwt", "invalid JWT: unable to parse or verify signature, %s"),
    MISSING_SUB(403, "bad_jwt", "invalid claim: missing sub claim"),
    SUB_NOT_UUID(400, "bad_jwt", "invalid claim: sub claim must be a UUID"),
    SESSION_ID_NOT_UUID(403, "bad_jwt", "invalid claim: session_id claim must be a UUID"),
    USER_NOT_FOUND_FROM_TOKEN(403, "user_not_found", "User from sub claim in JWT does not exist"),
    SESSION_NOT_FOUND(
            403, "session_not_found", "Session from session_id claim in JWT does not exist"),
    SESSION_NOT_VALID(403, "session_expired", "Session is no longer valid"),
    USER_BANNED(403, "user_banned", "User is banned"),
    NOT_ADMIN(403, "not_admin", "User not allowed"),
    USER_ID_NOT_UUID(404, "validation_failed", "user_id must be an UUID"),
    USER_NOT_FOUND(404, "user_not_found", "User not found"),
    EMAIL_NOT_CONFIRMED(403, "email_not_confirmed", "Email not confirmed"),
    PHONE_NOT_CONFIRMED(403, "phone_not_confirmed", "Phone not confirmed"),

    BODY_UNREADABLE(400, "bad_json", "Could not read request body"),
    BODY_NOT_JSON(400, "bad_json", "Could not parse request body as JSON: %s"),
    BODY_TOO_LARGE(413, "request_entity_too_large", "Request body too large (max 1048576 bytes)"),
    NOT_FOUND(404, "not_found", "Path not found"),
    METHOD_NOT_ALLOWED(405, "method_not_allowed", "Method not allowed"),
    UNSUPPORTED_MEDIA_TYPE(415, "unsupported_media_type", "Unsupported media type"),
    NOT_ACCEPTABLE(406, "not_acceptable", "The requested representation is not available"),
    MALFORMED_REQUEST(400, "validation_failed", "The request is malformed"),
    OVER_REQUEST_RATE_LIMIT(429, "over_request_rate_limit", "Request rate limit reached"),

    REQUEST_TIMEOUT(
            504,
            "request_timeout",
            "Processing this request timed out, please retry after a moment."),
    UNAVAILABLE(
            503,
            "unexpected_failure",
            "The service is temporarily unavailable, please retry after a moment."),
    UNEXPECTED_FAILURE(
            500,
            "unexpected_failure",
            "Unexpected failure, please check server logs for more information");

    private final int status;
    private final String code;
    private final String message;

    Problem(int status, String code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
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
