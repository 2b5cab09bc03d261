package dev.postern.local.gateway;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The addresses of one service, used in turn. An address that refused the connection is passed
 * over: nothing was sent yet, so the next one may take the request whatever its method; it is asked
 * again after a short rest.
 */
final class Replicas {
    private static final Duration REST = Duration.ofMillis(500);

    private final List<URI> addresses;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicLongArray restingUntil;
    private final Duration idleLimit;

    Replicas(List<URI> addresses, Duration idleLimit) {
        this.addresses = List.copyOf(addresses);
        this.restingUntil = new AtomicLongArray(addresses.size());
        this.idleLimit = idleLimit;
        for (int index = 0; index < addresses.size(); index++) {
            restingUntil.set(index, System.nanoTime());
        }
    }

    /** A connection to the next replica that accepts one; fails when none does. */
    Future<HttpClientRequest> connect(HttpClient client) {
        int first = Math.floorMod(turn.getAndIncrement(), addresses.size());
        return attempt(client, nextAwake(first), addresses.size());
    }

    private int nextAwake(int first) {
        for (int step = 0; step < addresses.size(); step++) {
            int index = (first + step) % addresses.size();
            if (System.nanoTime() - restingUntil.get(index) >= 0) {
                return index;
            }
        }
        return first;
    }

    private Future<HttpClientRequest> attempt(HttpClient client, int index, int attemptsLeft) {
        URI address = addresses.get(index);
        RequestOptions options =
                new RequestOptions()
                        .setHost(address.getHost())
                        .setPort(address.getPort())
                        .setIdleTimeout(idleLimit.toMillis());
        Future<HttpClientRequest> connection = client.request(options);
        return connection.recover(
                failure -> {
                    restingUntil.set(index, System.nanoTime() + REST.toNanos());
                    return attemptsLeft > 1
                            ? attempt(client, (index + 1) % addresses.size(), attemptsLeft - 1)
                            : Future.failedFuture(failure);
                });
    }
}
