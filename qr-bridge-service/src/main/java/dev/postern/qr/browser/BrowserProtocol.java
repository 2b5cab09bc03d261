package dev.postern.qr.browser;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.problem.ApiProblem;
import dev.postern.qr.application.Applications;
import dev.postern.qr.handoff.Connection;
import dev.postern.qr.handoff.HandoffStore;
import dev.postern.qr.handoff.NodeBus;
import dev.postern.qr.handoff.PageStore;
import dev.postern.qr.handoff.QrProblem;
import dev.postern.qr.handoff.State;
import dev.postern.qr.handoff.Tokens;
import dev.postern.qr.handoff.View;
import dev.postern.qr.risk.BrowserName;
import dev.postern.qr.risk.TrustedBrowsers;
import dev.postern.settings.QrApplication;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a page may say and what it is told, whether it has a socket or polls. What a page is told is
 * derived from the store and from what it was told before, never from a notice: a lost notice only
 * delays.
 */
@ApplicationScoped
class BrowserProtocol {

    private static final String NO_NODE = "";

    private final HandoffStore store;
    private final PageStore pages;
    private final NodeBus bus;
    private final Applications applications;
    private final BrowserMessages messages;
    private final BrowserNews news;
    private final TrustedBrowsers trusted;

    BrowserProtocol(
            HandoffStore store,
            PageStore pages,
            NodeBus bus,
            Applications applications,
            BrowserMessages messages,
            BrowserNews news,
            TrustedBrowsers trusted) {
        this.store = store;
        this.pages = pages;
        this.bus = bus;
        this.applications = applications;
        this.messages = messages;
        this.news = news;
        this.trusted = trusted;
    }

    /** Who asks: known before the first message. */
    record Visitor(QrApplication application, String origin, String address, String userAgent) {}

    /** A page that may show its first code. */
    record Opened(String connectionId, JsonObject message) {}

    /** A page that is back. */
    record Resumed(List<JsonObject> messages, String told, boolean bound) {}

    Uni<Opened> open(Visitor visitor, WidgetInit init, boolean polling) {
        String connectionId = Tokens.random();
        String resumeToken = Tokens.random();
        Connection connection =
                new Connection(
                        connectionId,
                        visitor.application().id(),
                        visitor.origin(),
                        polling ? NO_NODE : bus.node(),
                        init.browserKey().base64Url(),
                        init.browserKey().hash(),
                        visitor.address(),
                        visitor.userAgent(),
                        init.userParameters(),
                        init.trustKey(),
                        List.of(),
                        "",
                        0);
        return pages.open(connection, Tokens.hash(resumeToken), eventMembers(connection))
                .chain(() -> pages.issue(connectionId, visitor.application()))
                .map(
                        first ->
                                new Opened(
                                        connectionId,
                                        messages.init(
                                                visitor.application(),
                                                connectionId,
                                                resumeToken,
                                                first)));
    }

    /** Binds a page to a socket of this replica and tells it again what it may have missed. */
    Uni<Resumed> resume(Visitor visitor, String connectionId, String resumeToken) {
        if (!Tokens.isWellFormed(connectionId) || !Tokens.isWellFormed(resumeToken)) {
            return Uni.createFrom().failure(ApiProblem.of(QrProblem.BROWSER_GONE));
        }
        String next = Tokens.random();
        return pages.resume(connectionId, Tokens.hash(resumeToken), Tokens.hash(next), bus.node())
                .map(before -> before.orElseThrow(() -> ApiProblem.of(QrProblem.BROWSER_GONE)))
                .call(before -> tellReplaced(before, connectionId))
                .chain(() -> viewOf(connectionId))
                .map(view -> sameVisitor(visitor, view))
                .map(
                        view -> {
                            BrowserNews.News heard = news.of(view, "");
                            List<JsonObject> all = new ArrayList<>();
                            all.add(messages.resumed(view.handoffs(), next));
                            all.addAll(heard.messages());
                            return new Resumed(all, heard.told(), heard.bound());
                        });
    }

    /** Looks at the store for what the page has not been told. */
    Uni<BrowserNews.News> look(String connectionId, String told) {
        return viewOf(connectionId).chain(view -> withNextCode(view, news.of(view, told)));
    }

    /** Draws the next code. */
    Uni<JsonObject> rotate(QrApplication application, String connectionId) {
        return pages.issue(connectionId, application).map(messages::refresh);
    }

    /** The page says whether it could open what it was sent. */
    Uni<Void> acknowledge(String connectionId, JsonNode message) {
        String sessionId = message.path("sessionId").textValue();
        if (!Tokens.isWellFormed(sessionId) || !message.path("ok").isBoolean()) {
            return Uni.createFrom()
                    .failure(QrProblem.invalid("SESSION_ACK needs a sessionId and ok"));
        }
        return store.acknowledge(sessionId, connectionId, message.path("ok").booleanValue())
                .chain(
                        acknowledged ->
                                acknowledged
                                        .map(done -> announce(sessionId, done))
                                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    Uni<Void> cancel(String connectionId) {
        return pages.cancel(connectionId);
    }

    Uni<Void> leave(String connectionId) {
        return pages.leave(connectionId, bus.node());
    }

    /** A page and what it shows; fails when it is long gone. */
    Uni<View> viewOf(String connectionId) {
        return pages.look(connectionId)
                .map(view -> view.orElseThrow(() -> ApiProblem.of(QrProblem.BROWSER_GONE)));
    }

    private Uni<BrowserNews.News> withNextCode(View view, BrowserNews.News heard) {
        boolean expired =
                heard.messages().stream()
                        .anyMatch(m -> "SESSION_EXPIRED".equals(m.getString("action")));
        Optional<QrApplication> application = applications.withId(view.connection().appId());
        if (!expired || application.isEmpty()) {
            return Uni.createFrom().item(heard);
        }
        return rotate(application.get(), view.connection().id())
                .map(
                        next -> {
                            List<JsonObject> all = new ArrayList<>(heard.messages());
                            all.add(next);
                            return new BrowserNews.News(all, heard.told(), false);
                        });
    }

    private Uni<Void> announce(String sessionId, HandoffStore.Acknowledged done) {
        NodeBus.Kind kind =
                done.state() == State.DELIVERED ? NodeBus.Kind.DELIVERED : NodeBus.Kind.UNREADABLE;
        return bus.tell(done.waitingNode(), kind, sessionId)
                .chain(() -> trusted.trust(done.appId(), done.userId(), done.trustKey()));
    }

    private Uni<Void> tellReplaced(String before, String connectionId) {
        return before.equals(bus.node())
                ? Uni.createFrom().voidItem()
                : bus.tell(before, NodeBus.Kind.REPLACED, connectionId);
    }

    private static View sameVisitor(Visitor visitor, View view) {
        if (!view.connection().origin().equals(visitor.origin())
                || !view.connection().appId().equals(visitor.application().id())) {
            throw ApiProblem.of(QrProblem.ORIGIN_NOT_ALLOWED);
        }
        return view;
    }

    private static String eventMembers(Connection connection) {
        BrowserName browser = BrowserName.of(connection.userAgent());
        JsonObject members =
                new JsonObject()
                        .put("app_id", connection.appId())
                        .put("origin", connection.origin())
                        .put(
                                "browser",
                                new JsonObject()
                                        .put("name", browser.browser())
                                        .put("os", browser.os())
                                        .put("ip", connection.address()));
        String json = members.encode();
        return json.substring(1, json.length() - 1);
    }
}
