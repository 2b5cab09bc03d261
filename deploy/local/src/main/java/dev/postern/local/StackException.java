package dev.postern.local;

/**
 * Why the local stack does not run, in words for whoever started it: one sentence, log lines below
 * it if they help.
 */
public class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StackException(String message) {
        super(message);
    }

    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
