package dev.postern.session.password;

import dev.postern.problem.ProblemType;

/** Refusals of a new password. */
enum PasswordProblem implements ProblemType {
    TOO_LONG(400, "validation_failed", "Password cannot be longer than 72 characters"),
    WEAK(422, "weak_password", "Password should be at least %d characters.");

    private final int status;
    private final String code;
    private final String message;

    PasswordProblem(int status, String code, String message) {
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
