package dev.postern.qr.claim;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Dialect;
import dev.postern.qr.handoff.Tokens;
import dev.postern.settings.QrApplication;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Counts and logs how calls of phones end; a log line names no secret and no whole id. */
@ApplicationScoped
class Outcomes {

    private static final Logger LOG = Logger.getLogger(Outcomes.class);
    private static final int PREFIX = 8;

    private final MeterRegistry metrics;

    Outcomes(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    <T> Uni<T> count(String call, QrApplication application, String sessionId, Uni<T> made) {
        long begun = System.nanoTime();
        return made.invoke(() -> note(call, application, sessionId, "ok", begun))
                .onFailure()
                .invoke(
                        failure ->
                                note(
                                        call,
                                        application,
                                        sessionId,
                                        ApiProblem.in(failure)
                                                .map(Dialect.QR::spoken)
                                                .map(ApiProblem::code)
                                                .orElse("unexpected_failure"),
                                        begun));
    }

    private void note(
            String call, QrApplication application, String sessionId, String code, long begun) {
        Timer.builder("postern.qr.calls")
                .tags("call", call, "code", code)
                .publishPercentiles(0.5, 0.95)
                .register(metrics)
                .record(Duration.ofNanos(System.nanoTime() - begun));
        LOG.infof(
                "Hand-off %s of %s: %s %s",
                Tokens.publicName(sessionId).substring(0, PREFIX), application.id(), call, code);
    }
}
