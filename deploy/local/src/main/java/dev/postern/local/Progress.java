package dev.postern.local;

import java.util.function.Consumer;

/** Tells each step of the start with the time since its beginning. */
final class Progress {
    private final Consumer<String> listener;
    private final long start = System.nanoTime();

    Progress(Consumer<String> listener) {
        this.listener = listener;
    }

    void done(String part, String where) {
        line("%s ready %s".formatted(part, where));
    }

    void line(String text) {
        listener.accept("[%5.1f s] %s".formatted((System.nanoTime() - start) / 1e9, text));
    }
}
