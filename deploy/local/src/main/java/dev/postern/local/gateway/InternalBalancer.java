package dev.postern.local.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a Kubernetes Service is in a cluster: one address under which the other services reach all
 * replicas of one. Only for 127.0.0.1, never reachable through the gateway.
 */
public final class InternalBalancer implements AutoCloseable {
    private static final int CLOSE_LIMIT_MS = 1_000;

    private final HttpServer server;
    private final ServiceProxy proxy;

    private InternalBalancer(HttpServer server, ServiceProxy proxy) {
        this.server = server;
        this.proxy = proxy;
    }

    /** Listens on a port of 127.0.0.1 and hands requests to the replicas in turn, unchanged. */
    public static InternalBalancer start(Vertx vertx, int port, List<URI> replicas) {
        ServiceProxy proxy = new ServiceProxy(vertx, replicas);
        HttpServer server =
                vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"))
                        .requestHandler(proxy::forward);
        Blocking.get(server.listen(port));
        return new InternalBalancer(server, proxy);
    }

    @Override
    public void close() {
        Future<Void> closed = server.close().eventually(proxy::close);
        Blocking.within(closed, CLOSE_LIMIT_MS, TimeUnit.MILLISECONDS);
    }
}
