package dev.postern.credential;

import dev.postern.credential.challenge.Ceremony;
import dev.postern.problem.ApiProblem;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * Counts how ceremonies end: metric {@code postern_webauthn_verifications_total} with the reason of
 * a refusal as its outcome, which no client is told.
 */
@ApplicationScoped
public class Verifications {

    private static final Logger LOG = Logger.getLogger(Verifications.class);

    private final MeterRegistry meters;

    Verifications(MeterRegistry meters) {
        this.meters = meters;
    }

    /** The same work, counted when it ends. */
    public <T> Uni<T> counted(Ceremony ceremony, Uni<T> work) {
        return work.onItem()
                .invoke(() -> count(ceremony, "success"))
                .onFailure()
                .invoke(failure -> count(ceremony, outcome(failure)));
    }

    /** Counts a credential whose counter did not rise. */
    public void cloneSuspected() {
        LOG.warn("A signature counter did not rise; the credential may have been cloned");
        meters.counter("postern.webauthn.clones.suspected").increment();
    }

    private void count(Ceremony ceremony, String outcome) {
        LOG.debugf("%s ended with %s", ceremony.label(), outcome);
        meters.counter(
                        "postern.webauthn.verifications",
                        "ceremony",
                        ceremony.label(),
                        "outcome",
                        outcome)
                .increment();
    }

    private static String outcome(Throwable failure) {
        return ApiProblem.in(failure)
                .map(
                        problem ->
                                problem.type() instanceof Enum<?> constant
                                        ? constant.name().toLowerCase(Locale.ROOT)
                                        : problem.code())
                .orElse("error");
    }
}
