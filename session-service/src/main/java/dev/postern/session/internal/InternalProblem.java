package dev.postern.session.internal;

import dev.postern.problem.ProblemType;

/** Refusals between the services; each is a mistake of the caller. */
enum InternalProblem implements ProblemType {
    SESSION_ID_NOT_UUID("session id must be a UUID"),
    USER_ID_NOT_UUID("user_id must be a UUID"),
    CREDENTIAL_ID_NOT_UUID("credential_id must be a UUID"),
    UNKNOWN_METHOD("method must be passkey");

    private final String message;

    InternalProblem(String message) {
        this.message = message;
    }

    @Override
    public int status() {
        return 400;
    }

    @Override
    public String code() {
        return "validation_failed";
    }

    @Override
    public String message() {
        return message;
    }
}
