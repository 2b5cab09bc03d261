package dev.postern.local.site;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The pages for people: the demo site, what it must know to call the suite, and the mail page. */
public final class Site {
    /**
     * Names under which a browser reaches this machine itself; any other is a page that rebound its
     * own name to us.
     */
    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Map<String, String> SECURITY_HEADERS =
            Map.of(
                    "X-Content-Type-Options", "nosniff",
                    "Referrer-Policy", "no-referrer",
                    "Cross-Origin-Opener-Policy", "same-origin",
                    "Cross-Origin-Resource-Policy", "same-origin",
                    "Permissions-Policy",
                            "publickey-credentials-get=(self), publickey-credentials-create=(self),"
                                    + " camera=(self), microphone=(), geolocation=()");

    private final DemoFiles demo;
    private final Mailbox mailbox;
    private final StaticPage project;

    /**
     * The site of one stack.
     *
     * @param url where the gateway is reached
     * @param publishableKey the key the demo site calls the suite with
     * @param qrAppKey the key its phone page calls the QR bridge with; publishable, too
     */
    public Site(DemoFiles demo, Mailbox mailbox, URI url, String publishableKey, String qrAppKey) {
        this.demo = demo;
        this.mailbox = mailbox;
        this.project =
                StaticPage.fresh(
                        "application/json",
                        new JsonObject()
                                .put("url", url.toString())
                                .put("publishableKey", publishableKey)
                                .put("qrAppKey", qrAppKey)
                                .encode());
    }

    /** Answers a request that is not for the suite's API. */
    public void serve(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        SECURITY_HEADERS.forEach(response::putHeader);
        if (request.authority() == null || !OWN_NAMES.contains(request.authority().host())) {
            refuse(request, 421, "This site answers to the name localhost only.\n");
            return;
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("Allow", "GET, HEAD");
            refuse(request, 405, "Method not allowed\n");
            return;
        }
        find(request.path())
                .ifPresentOrElse(
                        page -> answer(request, page), () -> refuse(request, 404, "Not found\n"));
    }

    private Optional<StaticPage> find(String path) {
        if (path == null) {
            return Optional.empty();
        }
        if (path.equals("/postern.json")) {
            return Optional.of(project);
        }
        return path.equals("/mailbox") || path.startsWith("/mailbox/")
                ? mailbox.page(path)
                : demo.file(path);
    }

    private static void answer(HttpServerRequest request, StaticPage page) {
        HttpServerResponse response = request.response();
        response.putHeader("Content-Security-Policy", page.contentSecurityPolicy())
                .putHeader("Cache-Control", page.cacheControl())
                .putHeader("ETag", page.etag());
        if (page.etag().equals(request.getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader("Content-Type", page.contentType());
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("Content-Length", Integer.toString(page.body().length)).end();
        } else {
            response.end(Buffer.buffer(page.body()));
        }
    }

    private static void refuse(HttpServerRequest request, int status, String text) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(text);
    }
}
