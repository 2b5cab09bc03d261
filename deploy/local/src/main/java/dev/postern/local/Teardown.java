package dev.postern.local;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What was started, to be ended in reverse. The end may come while something is still starting
 * (Ctrl-C): what arrives afterwards is ended at once.
 */
final class Teardown {
    private static final Logger LOG = Logger.getLogger(Teardown.class.getName());
    private static final Duration LIMIT_PER_PART = Duration.ofMillis(5_500);

    private final Deque<Part> parts = new ArrayDeque<>();
    private boolean ended;

    private record Part(String name, AutoCloseable server) {}

    /** Takes charge of a part that has just started. */
    <T extends AutoCloseable> T add(String name, T server) {
        Part part = new Part(name, server);
        if (accepts(part)) {
            return server;
        }
        end(part);
        throw stopped();
    }

    private synchronized boolean accepts(Part part) {
        if (!ended) {
            parts.push(part);
        }
        return !ended;
    }

    /** Ends the start itself once the end was asked for. */
    synchronized void requireRunning() {
        if (ended) {
            throw stopped();
        }
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /**
     * Ends all parts and returns when they have ended, also when somebody else is at it already.
     */
    void end() {
        synchronized (this) {
            ended = true;
        }
        synchronized (parts) {
            for (Optional<Part> part = next(); part.isPresent(); part = next()) {
                end(part.get());
            }
        }
    }

    private synchronized Optional<Part> next() {
        return Optional.ofNullable(parts.poll());
    }

    private static void end(Part part) {
        Thread closing = new Thread(() -> close(part), "end-" + part.name());
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(LIMIT_PER_PART.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closing.isAlive()) {
            LOG.log(
                    Level.WARNING,
                    "{0} did not end within {1}",
                    new Object[] {part.name(), LIMIT_PER_PART});
        }
    }

    private static void close(Part part) {
        try {
            part.server().close();
        } catch (Exception e) {
            LOG.log(Level.WARNING, e, () -> part.name() + " did not end cleanly");
        }
    }

    private static StackException stopped() {
        return new StackException("The start was stopped.");
    }
}
