package dev.postern.local.gateway;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Streams requests to the replicas of one service, and answers 503 when none accepts and 504 when
 * it falls silent.
 */
final class ServiceProxy implements ProxyInterceptor {
    /** Longer than the services' own limit of 10 s, so that their answer wins. */
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(20);

    private static final int CONNECT_LIMIT_MS = 1_000;
    private static final int CONNECTIONS = 256;

    private final HttpClient client;
    private final HttpProxy proxy;

    ServiceProxy(Vertx vertx, List<URI> addresses) {
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions().setConnectTimeout(CONNECT_LIMIT_MS),
                        new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        Replicas replicas = new Replicas(addresses, IDLE_LIMIT);
        this.proxy =
                HttpProxy.reverseProxy(client)
                        .origin(context -> replicas.connect(client))
                        .addInterceptor(this);
    }

    void forward(HttpServerRequest request) {
        proxy.handle(request);
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        context.request().setURI(RequestPath.withoutTrailingSlash(context.request().getURI()));
        return context.sendRequest()
                .recover(failure -> Future.succeededFuture(refusal(context, failure)));
    }

    private static ProxyResponse refusal(ProxyContext context, Throwable failure) {
        HttpServerRequest request = context.request().proxiedRequest();
        EdgeProblem problem =
                failure instanceof TimeoutException ? EdgeProblem.TIMEOUT : EdgeProblem.UNAVAILABLE;
        String requestId = request.getHeader(ForwardedHeaders.REQUEST_ID);
        ProxyResponse response =
                context.request().release().response().setStatusCode(problem.status());
        MultiMap headers = response.headers();
        problem.headers(request, requestId).forEach(headers::set);
        return response.setBody(Body.body(Buffer.buffer(problem.body(request, requestId))));
    }

    Future<Void> close() {
        return client.close();
    }
}
