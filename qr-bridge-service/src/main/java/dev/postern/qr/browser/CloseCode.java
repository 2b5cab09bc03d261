package dev.postern.qr.browser;

import dev.postern.problem.ApiProblem;
import dev.postern.qr.handoff.QrProblem;

/** Why the bridge closes a socket (RFC 6455 §7.4). */
enum CloseCode {
    DONE(1000),
    DRAIN(1001),
    BAD_FRAME(4400),
    PROTOCOL(4401),
    ORIGIN(4403),
    TIMEOUT(4408),
    REPLACED(4409),
    RATE(4429),
    INTERNAL(4500);

    private final short code;

    CloseCode(int code) {
        this.code = (short) code;
    }

    short code() {
        return code;
    }

    /** How a socket is closed after a refusal. */
    static CloseCode after(ApiProblem problem) {
        if (problem.code().equals(QrProblem.ORIGIN_NOT_ALLOWED.code())) {
            return ORIGIN;
        }
        return problem.status() == 400 ? BAD_FRAME : PROTOCOL;
    }
}
