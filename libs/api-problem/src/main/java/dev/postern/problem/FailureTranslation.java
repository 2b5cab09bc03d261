package dev.postern.problem;

import jakarta.ws.rs.WebApplicationException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Tells which refusal a failure of the framework, a store or another service amounts to. */
final class FailureTranslation {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private FailureTranslation() {}

    static ApiProblem toProblem(Throwable failure) {
        return ApiProblem.in(failure).orElseGet(() -> translate(failure));
    }

    private static ApiProblem translate(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof WebApplicationException http) {
                return ofStatus(http.getResponse().getStatus()).causedBy(failure);
            }
            if (isTimeout(t)) {
                return ApiProblem.of(Problem.REQUEST_TIMEOUT).causedBy(failure);
            }
            if (isUnavailable(t)) {
                return ApiProblem.of(Problem.UNAVAILABLE).retryAfter(RETRY).causedBy(failure);
            }
        }
        return ApiProblem.of(Problem.UNEXPECTED_FAILURE).causedBy(failure);
    }

    /** The refusal for a bare HTTP status of the framework. */
    static ApiProblem ofStatus(int status) {
        return ApiProblem.of(
                switch (status) {
                    case 401 -> Problem.NO_AUTHORIZATION;
                    case 403 -> Problem.NOT_ADMIN;
                    case 404 -> Problem.NOT_FOUND;
                    case 405 -> Problem.METHOD_NOT_ALLOWED;
                    case 406 -> Problem.NOT_ACCEPTABLE;
                    case 413 -> Problem.BODY_TOO_LARGE;
                    case 415 -> Problem.UNSUPPORTED_MEDIA_TYPE;
                    case 503 -> Problem.UNAVAILABLE;
                    case 504 -> Problem.REQUEST_TIMEOUT;
                    default ->
                            status >= 400 && status < 500
                                    ? Problem.MALFORMED_REQUEST
                                    : Problem.UNEXPECTED_FAILURE;
                });
    }

    private static boolean isTimeout(Throwable t) {
        return t instanceof TimeoutException
                || t.getClass().getName().equals("io.smallrye.mutiny.TimeoutException")
                || t.getClass()
                        .getName()
                        .equals(
                                "org.eclipse.microprofile.faulttolerance.exceptions"
                                        + ".TimeoutException");
    }

    private static boolean isUnavailable(Throwable t) {
        return t instanceof ConnectException
                || t instanceof ClosedChannelException
                || t.getClass().getName().equals("io.vertx.core.http.HttpClosedException")
                || t.getClass().getName().equals("io.vertx.redis.client.impl.RedisConnectionClosed")
                || t.getClass().getName().equals("io.vertx.sqlclient.ClosedConnectionException");
    }
}
