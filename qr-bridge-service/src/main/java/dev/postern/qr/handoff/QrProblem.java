package dev.postern.qr.handoff;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;
import java.util.Arrays;

/** Every refusal of the bridge; the codes are the same in HTTP, socket and page. */
public enum QrProblem implements ProblemType {
    INVALID_REQUEST(400, "invalid_request", "%s"),
    INVALID_KEY(400, "invalid_key", "The key is not a point of P-256"),
    INVALID_TOKEN(401, "invalid_token", "A valid access token is required"),
    INVALID_HANDSHAKE(401, "invalid_handshake", "The handshake token is not valid"),
    APP_KEY_MISMATCH(403, "app_key_mismatch", "The app key is not valid here"),
    ORIGIN_NOT_ALLOWED(403, "origin_not_allowed", "The origin is not allowed"),
    RISK_DENIED(403, "risk_denied", "This sign-in is too risky"),
    COMMITMENT_REQUIRED(403, "commitment_required", "The code's key commitment is required"),
    SESSION_NOT_FOUND(404, "session_not_found", "There is no such sign-in"),
    ALREADY_CLAIMED(409, "already_claimed", "Another phone has scanned this code"),
    ALREADY_COMPLETED(409, "already_completed", "This sign-in is already decided"),
    KEY_MISMATCH(409, "key_mismatch", "The code belongs to another page"),
    NOT_CLAIMED(409, "not_claimed", "The code has not been claimed"),
    SESSION_EXPIRED(410, "session_expired", "The code has expired"),
    BROWSER_GONE(410, "browser_gone", "The page is no longer open"),
    CANCELLED(410, "cancelled", "The sign-in was cancelled"),
    PAYLOAD_TOO_LARGE(413, "payload_too_large", "The payload is too large"),
    VERIFICATION_FAILED(422, "verification_failed", "The digits do not match"),
    SLOW_DOWN(429, "slow_down", "Too many requests, please wait"),
    UNAVAILABLE(503, "unavailable", "The service is temporarily unavailable");

    private final int status;
    private final String code;
    private final String message;

    QrProblem(int status, String code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    /** The refusal with this code. */
    static ApiProblem coded(String code) {
        return ApiProblem.of(
                Arrays.stream(values())
                        .filter(problem -> problem.code.equals(code))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("unknown refusal " + code)));
    }

    /** A malformed request, and which member is wrong. */
    public static ApiProblem invalid(String why) {
        return ApiProblem.of(INVALID_REQUEST, why);
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
