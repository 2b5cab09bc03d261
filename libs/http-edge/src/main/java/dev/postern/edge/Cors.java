package dev.postern.edge;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.handler.CorsHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/**
 * Lets browser applications of any origin call the public API: the API authenticates by header,
 * never by cookie, so an origin gains nothing by calling it.
 */
@ApplicationScoped
public class Cors {

    private static final int BEFORE_ROUTES = 900;
    private static final Set<HttpMethod> METHODS =
            Set.of(
                    HttpMethod.GET,
                    HttpMethod.POST,
                    HttpMethod.PUT,
                    HttpMethod.PATCH,
                    HttpMethod.DELETE);
    private static final Set<String> REQUEST_HEADERS =
            Set.of(
                    "accept",
                    "apikey",
                    "authorization",
                    "content-type",
                    "x-app-key",
                    "x-client-ip",
                    "x-client-info",
                    "x-handshake-token",
                    "x-jwt-aud",
                    "x-use-cookie",
                    "x-supabase-api-version");
    private static final Set<String> EXPOSED_HEADERS =
            Set.of(
                    "X-Total-Count",
                    "Link",
                    "X-Supabase-Api-Version",
                    "x-sb-error-code",
                    "x-postern-signal",
                    "Retry-After",
                    RequestId.HEADER);

    void register(@Observes Filters filters) {
        CorsHandler handler =
                CorsHandler.create()
                        .addOriginWithRegex(".*")
                        .allowCredentials(true)
                        .allowedMethods(METHODS)
                        .allowedHeaders(REQUEST_HEADERS)
                        .exposedHeaders(EXPOSED_HEADERS)
                        .maxAgeSeconds(600);
        filters.register(handler, BEFORE_ROUTES);
    }
}
