package dev.postern.captcha;

import dev.postern.problem.ProblemType;

/** The refusals of captcha protection. */
enum CaptchaProblem implements ProblemType {
    DISALLOWED(400, "captcha_failed", "captcha protection: request disallowed (%s)"),
    NOT_VERIFIED(500, "unexpected_failure", "captcha verification process failed");

    private final int status;
    private final String code;
    private final String message;

    CaptchaProblem(int status, String code, String message) {
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
