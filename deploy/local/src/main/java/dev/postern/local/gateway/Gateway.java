package dev.postern.local.gateway;

import dev.postern.local.site.Site;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The one public listener of the local stack. */
public final class Gateway implements AutoCloseable {
    private static final List<String> API_PREFIXES = List.of("/auth/v1", "/qr/v1");
    private static final int CLOSE_LIMIT_MS = 1_000;

    private final RouteTable routes;
    private final Map<String, ServiceProxy> services;
    private final Site site;
    private final HttpServer server;

    private Gateway(Vertx vertx, RouteTable routes, Map<String, List<URI>> services, Site site) {
        this.routes = routes;
        this.site = site;
        this.services =
                services.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        entry -> new ServiceProxy(vertx, entry.getValue()),
                                        (first, second) -> first,
                                        TreeMap::new));
        this.server =
                vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"))
                        .invalidRequestHandler(Gateway::refuseUnreadable)
                        .requestHandler(this::handle);
    }

    /**
     * Listens on a port of 127.0.0.1.
     *
     * @param services the addresses of each service's replicas; every service of the table must be
     *     there
     */
    public static Gateway start(
            Vertx vertx, int port, RouteTable routes, Map<String, List<URI>> services, Site site) {
        routes.routes().stream()
                .filter(route -> !services.containsKey(route.service()))
                .findFirst()
                .ifPresent(
                        route -> {
                            throw new IllegalArgumentException("no address for " + route.service());
                        });
        Gateway gateway = new Gateway(vertx, routes, services, site);
        Blocking.get(gateway.server.listen(port));
        return gateway;
    }

    public int port() {
        return server.actualPort();
    }

    /** Nothing more can be read from such a connection, so it ends with the answer. */
    private static void refuseUnreadable(HttpServerRequest request) {
        request.response().putHeader("Connection", "close");
        EdgeProblem.ofUnreadable(request.decoderResult().cause())
                .answer(request, UUID.randomUUID().toString());
    }

    private void handle(HttpServerRequest request) {
        String requestId = ForwardedHeaders.replace(request);
        if (!request.uri().startsWith("/")) {
            EdgeProblem.MALFORMED_TARGET.answer(request, requestId);
            return;
        }
        boolean upgrade = isUpgrade(request);
        if (!upgrade) {
            request.headers().remove("Upgrade");
        }
        Optional<String> path = RequestPath.canonical(request.path());
        String method = upgrade ? Route.WEBSOCKET : request.method().name();
        Optional<RouteTable.Match> match =
                path.map(canonical -> routes.match(method, canonical))
                        .filter(RouteTable.Match::pathIsKnown);
        if (match.isPresent()) {
            forward(request, match.get(), requestId);
        } else if (isApi(request.path())) {
            refuseUnknown(request, requestId);
        } else {
            site.serve(request);
        }
    }

    private void forward(HttpServerRequest request, RouteTable.Match match, String requestId) {
        if (match.route().isEmpty()) {
            request.response().putHeader("Allow", String.join(", ", match.allowed()));
            EdgeProblem.METHOD_NOT_ALLOWED.answer(request, requestId);
            return;
        }
        services.get(match.route().get().service()).forward(request);
    }

    private static void refuseUnknown(HttpServerRequest request, String requestId) {
        if (Cors.isPreflight(request)) {
            Cors.answerPreflight(request);
        } else {
            EdgeProblem.NOT_FOUND.answer(request, requestId);
        }
    }

    private static boolean isUpgrade(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
                && request.method().name().equals("GET");
    }

    private static boolean isApi(String path) {
        return path != null && API_PREFIXES.stream().anyMatch(path::startsWith);
    }

    /** Stops listening and drops the connections to the services. */
    @Override
    public void close() {
        Future<Void> closed =
                server.close()
                        .eventually(
                                () ->
                                        Future.join(
                                                services.values().stream()
                                                        .map(ServiceProxy::close)
                                                        .toList()));
        Blocking.within(closed, CLOSE_LIMIT_MS, TimeUnit.MILLISECONDS);
    }
}
