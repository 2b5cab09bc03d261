package dev.postern.qr.widget;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.problem.ProblemRenderer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Serves the widget where the reference page looks for it. */
@ApplicationScoped
class WidgetRoutes {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self' %s://%s; frame-ancestors 'self'; base-uri 'none';"
                    + " form-action 'none'";
    private static final String FOR_A_YEAR = "public, max-age=31536000, immutable";

    private final WidgetFiles files;
    private final ProblemRenderer renderer;

    WidgetRoutes(WidgetFiles files, ProblemRenderer renderer) {
        this.files = files;
        this.renderer = renderer;
    }

    void register(@Observes Router router) {
        router.get("/KeyriQR.html").handler(this::page);
        router.get("/qr-bridge/:file").handler(this::file);
    }

    private void page(RoutingContext routing) {
        String authority = String.valueOf(routing.request().authority());
        boolean plain = authority.matches("(localhost|127\\.0\\.0\\.1)(:\\d+)?");
        HttpServerResponse response =
                common(routing)
                        .putHeader("Content-Type", "text/html; charset=utf-8")
                        .putHeader("Cache-Control", "no-store")
                        .putHeader("X-Frame-Options", "SAMEORIGIN")
                        .putHeader(
                                "Content-Security-Policy",
                                POLICY.formatted(plain ? "ws" : "wss", authority));
        send(response, files.page());
    }

    private void file(RoutingContext routing) {
        String name = routing.pathParam("file");
        if (name.equals("widget." + files.version() + ".js")) {
            send(asset(routing, "text/javascript; charset=utf-8"), files.script());
        } else if (name.equals("widget." + files.version() + ".css")) {
            send(asset(routing, "text/css; charset=utf-8"), files.style());
        } else {
            renderer.end(ApiProblem.of(Problem.NOT_FOUND), routing);
        }
    }

    private static HttpServerResponse asset(RoutingContext routing, String type) {
        return common(routing)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", FOR_A_YEAR)
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    }

    private static HttpServerResponse common(RoutingContext routing) {
        return routing.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
    }

    private static void send(HttpServerResponse response, String text) {
        var ignored = response.end(text);
    }
}
