package dev.postern.local;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The replicas of all services: started together, watched, and ended together. */
final class ServiceGroup implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CONNECT_LIMIT = Duration.ofMillis(500);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    private final Map<Service, List<ServiceProcess>> replicas = new EnumMap<>(Service.class);
    private final Consumer<StackException> onDeath;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_LIMIT)
                    .build();

    /**
     * An empty group.
     *
     * @param onDeath told when a process ends that nobody asked to
     */
    ServiceGroup(Consumer<StackException> onDeath) {
        this.onDeath = onDeath;
    }

    void add(ServiceProcess process) {
        replicas.computeIfAbsent(process.service(), service -> new ArrayList<>()).add(process);
    }

    void start() {
        all().forEach(this::start);
    }

    private void start(ServiceProcess process) {
        process.start();
        process.process()
                .onExit()
                .thenRun(
                        () -> {
                            if (process.diedUnasked()) {
                                onDeath.accept(process.death());
                            }
                        });
    }

    /**
     * Waits until every process says it is ready; the first that dies or takes too long ends the
     * wait.
     */
    void awaitReady(
            Collection<ServiceProcess> processes,
            Teardown teardown,
            Consumer<ServiceProcess> ready) {
        List<ServiceProcess> waiting = new ArrayList<>(processes);
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (!waiting.isEmpty()) {
            teardown.requireRunning();
            for (ServiceProcess process : List.copyOf(waiting)) {
                if (process.diedUnasked()) {
                    throw process.death();
                }
                if (process.isReady(client)) {
                    waiting.remove(process);
                    ready.accept(process);
                }
            }
            if (!waiting.isEmpty() && System.nanoTime() > deadline) {
                throw tooSlow(waiting.get(0));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private static StackException tooSlow(ServiceProcess process) {
        return new StackException(
                "%s was not ready after %d s.%s"
                        .formatted(
                                process.name(),
                                READY_LIMIT.toSeconds(),
                                LogTail.quote(process.log())));
    }

    void restart(Service service, int replica, Teardown teardown) {
        ServiceProcess process = replica(service, replica);
        process.askToEnd();
        process.awaitEnd(END_LIMIT);
        start(process);
        awaitReady(List.of(process), teardown, ready -> {});
    }

    ServiceProcess replica(Service service, int index) {
        List<ServiceProcess> processes = replicas.get(service);
        if (index < 0 || index >= processes.size()) {
            throw new StackException("%s has no replica %d.".formatted(service.id(), index));
        }
        return processes.get(index);
    }

    List<URI> addresses(Service service) {
        return replicas.get(service).stream().map(ServiceProcess::address).toList();
    }

    List<ServiceProcess> all() {
        return replicas.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public void close() {
        all().forEach(ServiceProcess::askToEnd);
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        for (ServiceProcess process : all()) {
            process.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }
}
