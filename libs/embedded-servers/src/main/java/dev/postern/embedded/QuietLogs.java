package dev.postern.embedded;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps the embedded servers' own logs to errors (Kafka warns of every clean stop), so that they
 * don't drown the output of tests and of the launcher.
 */
final class QuietLogs {
    /** Held here because java.util.logging forgets the level of a logger nobody refers to. */
    private static final List<Logger> LOGGERS =
            List.of("kafka", "org.apache.kafka", "state.change", "io.zonky", "com.icegreen")
                    .stream()
                    .map(Logger::getLogger)
                    .toList();

    private QuietLogs() {}

    static void install() {
        LOGGERS.forEach(logger -> logger.setLevel(Level.SEVERE));
    }
}
