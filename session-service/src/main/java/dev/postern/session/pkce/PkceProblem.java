package dev.postern.session.pkce;

import dev.postern.problem.ProblemType;

/** Refusals of the PKCE flow. */
enum PkceProblem implements ProblemType {
    CHALLENGE_WITHOUT_METHOD(
            400,
            "validation_failed",
            "PKCE flow requires code_challenge_method and code_challenge"),
    CHALLENGE_LENGTH(
            400, "validation_failed", "code challenge has to be between %d and %d characters"),
    CHALLENGE_CHARACTERS(
            400,
            "validation_failed",
            "code challenge can only contain alphanumeric characters, hyphens, periods, underscores"
                    + " and tildes"),
    UNSUPPORTED_METHOD(400, "validation_failed", "unsupported code_challenge method \"%s\""),
    CODE_AND_VERIFIER(
            400,
            "validation_failed",
            "invalid request: both auth code and code verifier should be non-empty"),
    UNKNOWN_CODE(404, "flow_state_not_found", "invalid flow state, no valid flow state found"),
    CODE_EXPIRED(422, "flow_state_expired", "invalid flow state, flow state has expired"),
    BAD_VERIFIER(
            400,
            "bad_code_verifier",
            "code challenge does not match previously saved code verifier"),
    FLOW_GONE(
            400,
            "flow_state_not_found",
            "No associated flow state found. No valid flow state found for user.");

    private final int status;
    private final String code;
    private final String message;

    PkceProblem(int status, String code, String message) {
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
