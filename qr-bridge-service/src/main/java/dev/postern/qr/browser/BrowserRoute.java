package dev.postern.qr.browser;

import dev.postern.edge.ClientAddress;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemRenderer;
import dev.postern.qr.QrConfig;
import dev.postern.qr.application.Applications;
import dev.postern.qr.handoff.QrProblem;
import dev.postern.qr.handoff.Tokens;
import dev.postern.settings.QrApplication;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;

/** Lets a page's socket in: application, origin, limits, then the protocol. */
@ApplicationScoped
class BrowserRoute implements HttpServerOptionsCustomizer {

    private static final Logger LOG = Logger.getLogger(BrowserRoute.class);
    private static final String PATH = "/qr/v1/ws";
    private static final String SUBPROTOCOL = "qr-bridge.v1";
    private static final int LONGEST_FRAME = 4 * FrameAssembler.LONGEST;
    private static final int LONGEST_USER_AGENT = 512;
    private static final int CLOSING_SECONDS = 5;
    private static final ApiProblem TOO_MANY =
            ApiProblem.of(QrProblem.SLOW_DOWN).withHeader("Retry-After", "60");
    private static final ApiProblem NO_STORE =
            ApiProblem.of(QrProblem.UNAVAILABLE).withHeader("Retry-After", "1");

    private final Applications applications;
    private final BrowserProtocol protocol;
    private final BrowserMessages messages;
    private final BrowserSockets sockets;
    private final SocketLimits limits;
    private final ClientAddress addresses;
    private final ProblemRenderer renderer;
    private final QrConfig config;

    BrowserRoute(
            Applications applications,
            BrowserProtocol protocol,
            BrowserMessages messages,
            BrowserSockets sockets,
            SocketLimits limits,
            ClientAddress addresses,
            ProblemRenderer renderer,
            QrConfig config) {
        this.applications = applications;
        this.protocol = protocol;
        this.messages = messages;
        this.sockets = sockets;
        this.limits = limits;
        this.addresses = addresses;
        this.renderer = renderer;
        this.config = config;
    }

    /** No compression: its state would cost more memory than everything else of a socket. */
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setWebSocketSubProtocols(List.of(SUBPROTOCOL))
                .setMaxWebSocketFrameSize(LONGEST_FRAME)
                .setMaxWebSocketMessageSize(LONGEST_FRAME)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setWebSocketClosingTimeout(CLOSING_SECONDS);
    }

    void register(@Observes Router router) {
        router.get(PATH).handler(this::handshake);
    }

    private void handshake(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        try {
            if (!"websocket".equals(lowerCase(request.getHeader("Upgrade")))) {
                throw QrProblem.invalid("an upgrade to WebSocket is expected");
            }
            String origin = request.getHeader("Origin");
            QrApplication application = applications.ofBrowser(request.getParam("appKey"), origin);
            if (sockets.isFull()) {
                throw ApiProblem.of(QrProblem.UNAVAILABLE).withHeader("Retry-After", "5");
            }
            BrowserProtocol.Visitor visitor =
                    new BrowserProtocol.Visitor(
                            application, origin, addresses.of(request), userAgent(request));
            Context context = Vertx.currentContext();
            request.toWebSocket()
                    .onSuccess(socket -> admit(socket, context, visitor))
                    .onFailure(failure -> LOG.debug("A handshake failed", failure));
        } catch (ApiProblem refused) {
            renderer.end(refused, routing);
        }
    }

    private void admit(ServerWebSocket socket, Context context, BrowserProtocol.Visitor visitor) {
        String name = Tokens.random();
        boolean entered = limits.enter(visitor.address());
        BrowserSocket page =
                new BrowserSocket(
                        socket,
                        context,
                        protocol,
                        messages,
                        sockets,
                        config,
                        visitor,
                        entered ? () -> left(visitor, name) : () -> {});
        page.attach();
        if (!entered) {
            page.turnAway(TOO_MANY, CloseCode.RATE);
            return;
        }
        limits.admit(visitor.address(), name)
                .emitOn(command -> context.runOnContext(ignored -> command.run()))
                .subscribe()
                .with(
                        admitted -> greet(page, visitor, name, admitted),
                        failure -> page.turnAway(NO_STORE, CloseCode.INTERNAL));
    }

    private void greet(
            BrowserSocket page, BrowserProtocol.Visitor visitor, String name, boolean admitted) {
        if (page.isClosed()) {
            // It left before it was counted, so its farewell released nothing.
            release(visitor, name);
        } else if (admitted) {
            page.begin();
        } else {
            page.turnAway(TOO_MANY, CloseCode.RATE);
        }
    }

    private void left(BrowserProtocol.Visitor visitor, String name) {
        limits.leave(visitor.address());
        release(visitor, name);
    }

    private void release(BrowserProtocol.Visitor visitor, String name) {
        limits.release(visitor.address(), name)
                .subscribe()
                .with(
                        done -> {},
                        failure ->
                                LOG.debug("A closed socket is counted until it expires", failure));
    }

    static String userAgent(HttpServerRequest request) {
        String header = request.getHeader("User-Agent");
        if (header == null) {
            return "";
        }
        return header.length() > LONGEST_USER_AGENT
                ? header.substring(0, LONGEST_USER_AGENT)
                : header;
    }

    private static String lowerCase(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
