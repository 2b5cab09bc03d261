package dev.postern.session.qr;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;

/** Refusals around QR applications. */
enum QrApplicationProblem implements ProblemType {
    INVALID(400, "validation_failed", "%s"),
    NOT_FOUND(404, "qr_application_not_found", "QR application not found"),
    EXISTS(409, "qr_application_exists", "A QR application with this id already exists"),
    OF_ENVIRONMENT(
            409,
            "qr_application_read_only",
            "This application comes from the service's environment; add one of your own");

    private final int status;
    private final String code;
    private final String message;

    QrApplicationProblem(int status, String code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    static ApiProblem invalid(String sentence) {
        return ApiProblem.of(INVALID, sentence);
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
