package dev.postern.qr.link;

import dev.postern.qr.application.Applications;
import dev.postern.settings.QrApplication;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Serves the association files of Universal Links and App Links, and a page for phones without the
 * app. The page never asks the bridge anything: what it was opened with stays in the phone.
 */
@ApplicationScoped
class LinkRoutes {

    private static final String PAGE =
            """
            <!doctype html>
            <html lang="en">
              <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="robots" content="noindex">
                <title>Open the app</title>
              </head>
              <body>
                <h1>Open this code with the app</h1>
                <p>Scan it again with the app that is signed in. Refuse if you did not open the
                page that shows it yourself.</p>
                %s
              </body>
            </html>
            """;

    private final Applications applications;

    LinkRoutes(Applications applications) {
        this.applications = applications;
    }

    void register(@Observes Router router) {
        router.get("/.well-known/assetlinks.json").handler(this::assetLinks);
        router.get("/.well-known/apple-app-site-association").handler(this::appleAssociation);
        router.get("/qr/v1/link").handler(this::page);
    }

    private void assetLinks(RoutingContext routing) {
        List<Map<String, Object>> statements =
                applications.all().stream()
                        .map(QrApplication::android)
                        .filter(Objects::nonNull)
                        .map(LinkRoutes::statement)
                        .toList();
        json(routing, Json.encode(statements));
    }

    private static Map<String, Object> statement(QrApplication.Android android) {
        Map<String, Object> target =
                Map.of(
                        "namespace", "android_app",
                        "package_name", android.packageName(),
                        "sha256_cert_fingerprints", android.sha256CertFingerprints());
        return Map.of(
                "relation",
                List.of("delegate_permission/common.handle_all_urls"),
                "target",
                target);
    }

    private void appleAssociation(RoutingContext routing) {
        List<Map<String, Object>> details =
                applications.all().stream()
                        .map(QrApplication::ios)
                        .filter(Objects::nonNull)
                        .map(LinkRoutes::detail)
                        .toList();
        json(routing, Json.encode(Map.of("applinks", Map.of("details", details))));
    }

    /** Only links that carry a hand-off open the app. */
    private static Map<String, Object> detail(QrApplication.Ios ios) {
        return Map.of(
                "appIDs", List.of(ios.teamId() + "." + ios.bundleId()),
                "components", List.of(Map.of("/", "/*", "?", Map.of("sessionId", "?*"))));
    }

    private void page(RoutingContext routing) {
        StringBuilder stores = new StringBuilder();
        applications.all().stream()
                .flatMap(LinkRoutes::stores)
                .distinct()
                .forEach(
                        url ->
                                stores.append("<p><a rel=\"noreferrer\" href=\"")
                                        .append(escape(url))
                                        .append("\">Get the app</a></p>\n"));
        HttpServerResponse response =
                routing.response()
                        .putHeader("Content-Type", "text/html; charset=utf-8")
                        .putHeader("Cache-Control", "no-store")
                        .putHeader("Referrer-Policy", "no-referrer")
                        .putHeader("X-Robots-Tag", "noindex")
                        .putHeader("X-Content-Type-Options", "nosniff")
                        .putHeader(
                                "Content-Security-Policy",
                                "default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
        var ignored = response.end(PAGE.formatted(stores));
    }

    private static Stream<String> stores(QrApplication application) {
        Optional<String> apple =
                Optional.ofNullable(application.ios()).map(QrApplication.Ios::storeUrl);
        Optional<String> google =
                Optional.ofNullable(application.android()).map(QrApplication.Android::storeUrl);
        return Stream.concat(apple.stream(), google.stream())
                .filter(url -> url.startsWith("https://"));
    }

    private static String escape(String url) {
        return url.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }

    private static void json(RoutingContext routing, String text) {
        var ignored =
                routing.response()
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Cache-Control", "public, max-age=3600")
                        .end(text);
    }
}
