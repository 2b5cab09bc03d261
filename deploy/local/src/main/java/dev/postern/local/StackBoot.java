package dev.postern.local;

import dev.postern.embedded.FreePorts;
import dev.postern.local.gateway.Gateway;
import dev.postern.local.gateway.InternalBalancer;
import dev.postern.local.gateway.RouteTable;
import dev.postern.local.site.DemoFiles;
import dev.postern.local.site.Mailbox;
import dev.postern.local.site.Site;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Starts everything in order: what is needed to stop it again is in the teardown before the next
 * step begins.
 */
final class StackBoot {
    private final StackOptions options;
    private final Progress progress;
    private final Teardown teardown;
    private final Consumer<StackException> onDeath;

    /**
     * A boot that has not begun.
     *
     * @param onDeath told when a part dies later that nobody asked to
     */
    StackBoot(
            StackOptions options,
            Progress progress,
            Teardown teardown,
            Consumer<StackException> onDeath) {
        this.options = options;
        this.progress = progress;
        this.teardown = teardown;
        this.onDeath = onDeath;
    }

    RunningStack run() {
        PosternHome home = PosternHome.locate();
        home.requireBuilt();
        DataFolder folder = DataFolder.prepare(options.data());
        teardown.add("lock", StackLock.take(folder));
        int port = gatewayPort();
        URI url = URI.create("http://localhost:" + port);
        StackState.of(url.toString(), false, List.of()).write(folder);
        teardown.add("state", () -> StackState.clear(folder));
        StaleProcesses.end(folder)
                .forEach(process -> progress.line("Ended a left-over " + process + "."));
        teardown.add("stale processes", () -> StaleProcesses.end(folder));
        Secrets secrets = Secrets.of(folder);
        Servers servers = new ServerBoot(folder, secrets, teardown, progress, onDeath).start();
        Vertx vertx = LocalVertx.create();
        teardown.add("event loops", () -> LocalVertx.close(vertx));
        ServiceGroup services = new ServiceGroup(onDeath);
        RunningStack stack = new RunningStack(folder, secrets, servers, services, url);
        startServices(home, stack, vertx);
        startGateway(home, stack, vertx, port);
        secrets.writeKeys(folder, url.toString());
        StackState.of(url.toString(), true, stack.parts()).write(folder);
        progress.done("Gateway", "on " + url);
        return stack;
    }

    private int gatewayPort() {
        if (options.port() == 0) {
            return FreePorts.next();
        }
        if (!FreePorts.isFree(options.port())) {
            throw new StackException(
                    "Port %d is used by another program; choose another one with --port."
                            .formatted(options.port()));
        }
        return options.port();
    }

    private void startServices(PosternHome home, RunningStack stack, Vertx vertx) {
        Map<Service, List<Integer>> ports = new EnumMap<>(Service.class);
        Map<Service, URI> internal = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            List<Integer> own = new ArrayList<>();
            for (int replica = 0; replica < options.replicas(); replica++) {
                own.add(FreePorts.next());
            }
            ports.put(service, own);
            internal.put(service, internalAddress(service, own, vertx));
        }
        ServiceEnvironment environment =
                new ServiceEnvironment(
                        options, stack.secrets(), stack.servers(), internal, stack.url());
        ports.forEach(
                (service, own) -> {
                    for (int replica = 0; replica < own.size(); replica++) {
                        stack.folder().rotate(stack.folder().log(service.id(), replica));
                        stack.services()
                                .add(
                                        new ServiceProcess(
                                                service,
                                                replica,
                                                own.get(replica),
                                                home.program(service),
                                                environment.of(service, own.get(replica)),
                                                stack.folder()));
                    }
                });
        progress.line("Starting " + stack.services().all().size() + " service processes");
        teardown.add("services", stack.services());
        stack.services().start();
        stack.services()
                .awaitReady(
                        stack.services().all(),
                        teardown,
                        process ->
                                progress.done(
                                        process.name(), "on " + process.address().getAuthority()));
    }

    private URI internalAddress(Service service, List<Integer> ports, Vertx vertx) {
        List<URI> replicas =
                ports.stream().map(port -> URI.create("http://127.0.0.1:" + port)).toList();
        if (replicas.size() == 1) {
            return replicas.get(0);
        }
        int port = FreePorts.next();
        teardown.add("balancer of " + service.id(), InternalBalancer.start(vertx, port, replicas));
        return URI.create("http://127.0.0.1:" + port);
    }

    private void startGateway(PosternHome home, RunningStack stack, Vertx vertx, int port) {
        Map<String, List<URI>> addresses = new TreeMap<>();
        for (Service service : Service.values()) {
            addresses.put(service.id(), stack.services().addresses(service));
        }
        Site site =
                new Site(
                        DemoFiles.in(home.demo()),
                        new Mailbox(stack.servers().mail()),
                        stack.url(),
                        stack.secrets().publishableKey(),
                        stack.secrets().qrAppKey());
        try {
            teardown.add("gateway", Gateway.start(vertx, port, RouteTable.load(), addresses, site));
        } catch (IllegalStateException e) {
            throw new StackException(
                    "The gateway can't listen on port %d: %s.".formatted(port, e.getMessage()), e);
        }
    }
}
