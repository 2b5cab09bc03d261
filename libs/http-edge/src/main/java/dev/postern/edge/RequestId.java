package dev.postern.edge;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * Gives every request an id that its log lines carry and that follows it into the next service.
 *
 * <p>An id from a trusted proxy is kept, so that one id runs from the gateway to the last service.
 */
@ApplicationScoped
public class RequestId {

    /** The header that carries the id in requests and responses. */
    public static final String HEADER = "X-Request-Id";

    /** The key of the id in the log context. */
    public static final String LOG_KEY = "request_id";

    private static final String CONTEXT_KEY = RequestId.class.getName();
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9-]{8,64}");
    private static final int BEFORE_CORS = 1000;

    private final ClientAddress clientAddress;

    RequestId(ClientAddress clientAddress) {
        this.clientAddress = clientAddress;
    }

    void register(@Observes Filters filters) {
        filters.register(this::assign, BEFORE_CORS);
    }

    /** The id of the request in hand; a new one when the request was never given one. */
    public static String of(RoutingContext context) {
        String id = context.get(CONTEXT_KEY);
        return id == null ? UUID.randomUUID().toString() : id;
    }

    /** The id of the request being worked on, or null outside of any request. */
    public static String current() {
        Object id = MDC.get(LOG_KEY);
        return id == null ? null : id.toString();
    }

    private void assign(RoutingContext context) {
        HttpServerRequest request = context.request();
        String given = request.getHeader(HEADER);
        boolean keep =
                given != null
                        && WELL_FORMED.matcher(given).matches()
                        && clientAddress.fromTrustedProxy(request);
        String id = keep ? given : UUID.randomUUID().toString();
        context.put(CONTEXT_KEY, id);
        context.response().putHeader(HEADER, id);
        MDC.put(LOG_KEY, id);
        context.next();
    }
}
