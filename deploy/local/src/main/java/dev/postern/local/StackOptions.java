package dev.postern.local;

import java.nio.file.Path;

/**
 * How to run a stack.
 *
 * @param data folder that holds everything the stack keeps
 * @param port the gateway's; 0 takes any free one
 * @param confirmEmail whether a sign-up must be confirmed by mail
 * @param rateLimits whether the services limit the rate of requests
 * @param replicas how many processes of each service
 */
public record StackOptions(
        Path data, int port, boolean confirmEmail, boolean rateLimits, int replicas) {
    private static final int DEFAULT_PORT = 8000;
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_REPLICAS = 8;

    public StackOptions {
        data = data.toAbsolutePath().normalize();
        if (port < 0 || port > HIGHEST_PORT) {
            throw new StackException(
                    "The port must be between 1 and %d, not %d.".formatted(HIGHEST_PORT, port));
        }
        if (replicas < 1 || replicas > MOST_REPLICAS) {
            throw new StackException(
                    "The number of replicas must be between 1 and %d, not %d."
                            .formatted(MOST_REPLICAS, replicas));
        }
    }

    /**
     * One process per service, the gateway on port 8000, sign-ups confirmed at once, rate limits
     * on.
     */
    public static StackOptions in(Path data) {
        return new StackOptions(data, DEFAULT_PORT, false, true, 1);
    }

    public StackOptions withPort(int value) {
        return new StackOptions(data, value, confirmEmail, rateLimits, replicas);
    }

    public StackOptions withConfirmEmail(boolean value) {
        return new StackOptions(data, port, value, rateLimits, replicas);
    }

    public StackOptions withRateLimits(boolean value) {
        return new StackOptions(data, port, confirmEmail, value, replicas);
    }

    public StackOptions withReplicas(int value) {
        return new StackOptions(data, port, confirmEmail, rateLimits, value);
    }
}
