package dev.postern.qr.browser;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.Dialect;
import dev.postern.problem.Problem;
import dev.postern.qr.QrConfig;
import dev.postern.qr.handoff.QrProblem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * One page's socket. Everything it does runs on its own event loop, one message after the other:
 * while the store is asked, the socket is not read.
 */
final class BrowserSocket {

    private static final Logger LOG = Logger.getLogger(BrowserSocket.class);
    private static final int MOST_MESSAGES = 200;

    private final ServerWebSocket socket;
    private final Context context;
    private final BrowserProtocol protocol;
    private final BrowserMessages messages;
    private final BrowserSockets sockets;
    private final BrowserProtocol.Visitor visitor;
    private final SocketWriter writer;
    private final SocketTurn turn;
    private final FrameAssembler frames = new FrameAssembler();
    private final SocketClock clock;
    private final Runnable onClose;

    private String connectionId;
    private String told = "";
    private boolean bound;
    private boolean lookAgain;
    private boolean finished;
    private int received;

    BrowserSocket(
            ServerWebSocket socket,
            Context context,
            BrowserProtocol protocol,
            BrowserMessages messages,
            BrowserSockets sockets,
            QrConfig config,
            BrowserProtocol.Visitor visitor,
            Runnable onClose) {
        this.socket = socket;
        this.context = context;
        this.protocol = protocol;
        this.messages = messages;
        this.sockets = sockets;
        this.visitor = visitor;
        this.onClose = onClose;
        this.writer = new SocketWriter(socket);
        this.turn = new SocketTurn(socket, context);
        this.clock = new SocketClock(config, visitor.application().timings().rotate());
    }

    /**
     * Counts the socket and hears how it ends, from its first moment on; what the page says waits
     * in the network until it is greeted.
     */
    void attach() {
        socket.pause();
        socket.frameHandler(this::onFrame);
        socket.pongHandler(pong -> clock.heard());
        socket.exceptionHandler(failure -> LOG.debugf(failure, "A page's socket broke"));
        socket.closeHandler(closed -> onClosed());
        sockets.add(this);
    }

    /** Greets the page and begins to listen. */
    void begin() {
        writer.send(messages.hello());
        socket.resume();
    }

    /** Whether nobody is there any more. */
    boolean isClosed() {
        return socket.isClosed();
    }

    /** Says why and closes, before anything was heard. */
    void turnAway(ApiProblem problem, CloseCode code) {
        fail(problem, code);
    }

    /** Does what is due; called often, from any thread. */
    void tick(long now) {
        if (connectionId == null || clock.isAnythingDue(now, bound)) {
            context.runOnContext(ignored -> onTick(now));
        }
    }

    /** Something moved: tell the page. */
    void lookSoon() {
        context.runOnContext(ignored -> look());
    }

    /** The page has another socket. */
    void replaced() {
        context.runOnContext(
                ignored -> {
                    finished = true;
                    writer.close(CloseCode.REPLACED);
                });
    }

    /** This replica goes; the page resumes elsewhere. */
    void drain() {
        writer.close(CloseCode.DRAIN);
    }

    private void onTick(long now) {
        if (socket.isClosed() || finished) {
            return;
        }
        boolean over =
                connectionId == null
                        ? clock.isInitOverdue(now)
                        : clock.isSilent(now) || (!bound && clock.isOld(now));
        if (over) {
            writer.close(CloseCode.TIMEOUT);
        } else if (connectionId != null) {
            serve(now);
        }
    }

    private void serve(long now) {
        if (clock.takePing(now)) {
            writer.ping();
            writer.send(messages.ping());
        }
        if (bound && clock.isLookDue(now)) {
            look();
        } else if (!bound && !turn.isBusy() && clock.takeRotation(now)) {
            perform(protocol.rotate(visitor.application(), connectionId), writer::send);
        }
    }

    private void onFrame(WebSocketFrame frame) {
        clock.heard();
        boolean spoken = frame.isText() || frame.isBinary() || frame.isContinuation();
        if (finished || !spoken) {
            return;
        }
        try {
            frames.add(frame).ifPresent(this::onMessage);
        } catch (FrameAssembler.BadFrame bad) {
            fail(QrProblem.invalid(bad.getMessage()), CloseCode.BAD_FRAME);
        }
    }

    private void onMessage(String text) {
        if (++received > MOST_MESSAGES) {
            fail(ApiProblem.of(QrProblem.SLOW_DOWN), CloseCode.RATE);
            return;
        }
        try {
            BrowserMessage message = BrowserMessage.parse(text);
            onAction(message.action(), message.members());
        } catch (ApiProblem bad) {
            fail(bad, CloseCode.BAD_FRAME);
        }
    }

    private void onAction(String action, JsonNode message) {
        boolean first = connectionId == null && !turn.isBusy();
        switch (action) {
            case "WIDGET_INIT", "RESUME" -> {
                if (!first) {
                    fail(QrProblem.invalid(action + " comes first"), CloseCode.PROTOCOL);
                } else if (action.equals("RESUME")) {
                    resume(message);
                } else {
                    open(message);
                }
            }
            case "SESSION_ACK" ->
                    afterInit(
                            () ->
                                    perform(
                                            protocol.acknowledge(connectionId, message),
                                            ignored -> finish(message)));
            case "CANCEL" ->
                    afterInit(() -> perform(protocol.cancel(connectionId), ignored -> end()));
            default -> fail(QrProblem.invalid("unknown action"), CloseCode.PROTOCOL);
        }
    }

    private void open(JsonNode message) {
        WidgetInit init = WidgetInit.of(message);
        perform(
                protocol.open(visitor, init, false),
                opened -> {
                    bind(opened.connectionId());
                    writer.send(opened.message());
                });
    }

    private void resume(JsonNode message) {
        String id = message.path("connectionId").textValue();
        perform(
                protocol.resume(visitor, id, message.path("resumeToken").textValue()),
                resumed -> {
                    bind(id);
                    told = resumed.told();
                    bound = resumed.bound();
                    clock.rotateNow();
                    resumed.messages().forEach(writer::send);
                });
    }

    private void bind(String id) {
        connectionId = id;
        clock.begin();
        sockets.bind(id, this);
    }

    private void finish(JsonNode message) {
        if (message.path("ok").booleanValue()) {
            end();
        }
    }

    private void end() {
        finished = true;
        writer.close(CloseCode.DONE);
    }

    private void afterInit(Runnable then) {
        if (connectionId == null) {
            fail(QrProblem.invalid("WIDGET_INIT or RESUME comes first"), CloseCode.PROTOCOL);
        } else {
            then.run();
        }
    }

    private void look() {
        if (connectionId == null || turn.isBusy()) {
            lookAgain = true;
            return;
        }
        lookAgain = false;
        clock.looked();
        perform(
                protocol.look(connectionId, told),
                news -> {
                    boolean wasBound = bound;
                    told = news.told();
                    bound = news.bound();
                    if (wasBound && !bound) {
                        clock.begin();
                    }
                    news.messages().forEach(writer::send);
                });
    }

    private <T> void perform(Uni<T> question, Consumer<? super T> then) {
        turn.take(
                question,
                answer -> {
                    then.accept(answer);
                    goOn();
                },
                this::onFailure);
    }

    private void goOn() {
        socket.resume();
        if (lookAgain && !socket.isClosed()) {
            look();
        }
    }

    private void onFailure(Throwable failure) {
        ApiProblem problem =
                ApiProblem.in(failure)
                        .orElseGet(
                                () -> ApiProblem.of(Problem.UNEXPECTED_FAILURE).causedBy(failure));
        if (problem.code().equals(QrProblem.ALREADY_CLAIMED.code())) {
            bound = true;
            goOn();
            look();
        } else if (problem.status() >= 500) {
            LOG.warn("The store does not answer; a page is sent away", failure);
            fail(
                    ApiProblem.of(QrProblem.UNAVAILABLE).withHeader("Retry-After", "1"),
                    CloseCode.INTERNAL);
        } else {
            fail(problem, CloseCode.after(problem));
        }
    }

    private void fail(ApiProblem problem, CloseCode code) {
        finished = true;
        writer.send(messages.error(Dialect.QR.spoken(problem)));
        writer.close(code);
        socket.resume();
    }

    private void onClosed() {
        onClose.run();
        boolean current = sockets.remove(this, connectionId);
        if (current && !finished) {
            protocol.leave(connectionId)
                    .subscribe()
                    .with(
                            done -> {},
                            failure -> LOG.debug("A page's farewell was not noted", failure));
        }
    }
}
