package dev.postern.qr.browser;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.edge.ClientAddress;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import dev.postern.qr.QrConfig;
import dev.postern.qr.application.Applications;
import dev.postern.qr.handoff.Connection;
import dev.postern.qr.handoff.PageStore;
import dev.postern.qr.handoff.QrProblem;
import dev.postern.qr.handoff.State;
import dev.postern.qr.handoff.Tokens;
import dev.postern.qr.handoff.View;
import dev.postern.settings.QrApplication;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/**
 * The same conversation for a page whose network blocks sockets, in the manner of RFC 8628: it asks
 * every {@code interval} seconds, and is told {@code slow_down} when it asks more often.
 */
@Path("/qr/v1/poll")
@Requires(CallerKind.ANYONE)
@Produces(MediaType.APPLICATION_JSON)
public class PollResource {

    private static final int MOST_MESSAGES = 4;

    private final Applications applications;
    private final BrowserProtocol protocol;
    private final PageStore pages;
    private final SocketLimits limits;
    private final ClientAddress addresses;
    private final QrConfig config;

    PollResource(
            Applications applications,
            BrowserProtocol protocol,
            PageStore pages,
            SocketLimits limits,
            ClientAddress addresses,
            QrConfig config) {
        this.applications = applications;
        this.protocol = protocol;
        this.pages = pages;
        this.limits = limits;
        this.addresses = addresses;
        this.config = config;
    }

    /**
     * One poll.
     *
     * @param connectionId absent in the first
     * @param resumeToken absent in the first
     * @param messages what the page says; exactly {@code WIDGET_INIT} in the first
     */
    record Poll(
            @JsonProperty("connectionId") String connectionId,
            @JsonProperty("resumeToken") String resumeToken,
            @JsonProperty("messages") List<JsonNode> messages) {

        Poll {
            messages = messages == null ? List.of() : messages;
            if (messages.size() > MOST_MESSAGES) {
                throw QrProblem.invalid("at most 4 messages at once");
            }
        }
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "What a socket would carry, by polling")
    @RequestBody(content = @Content(schema = @Schema(implementation = Poll.class)))
    public Uni<String> poll(byte[] body, HttpServerRequest request) {
        if (body.length > FrameAssembler.LONGEST) {
            throw ApiProblem.of(QrProblem.PAYLOAD_TOO_LARGE);
        }
        Poll poll = JsonBody.read(body, Poll.class);
        String origin = request.getHeader("Origin");
        QrApplication application = applications.ofBrowser(request.getParam("appKey"), origin);
        BrowserProtocol.Visitor visitor =
                new BrowserProtocol.Visitor(
                        application,
                        origin,
                        addresses.of(request),
                        BrowserRoute.userAgent(request));
        return (poll.connectionId() == null ? begin(visitor, poll) : goOn(visitor, poll))
                .map(JsonObject::encode);
    }

    private Uni<JsonObject> begin(BrowserProtocol.Visitor visitor, Poll poll) {
        if (poll.messages().size() != 1
                || !"WIDGET_INIT".equals(poll.messages().get(0).path("action").asText())) {
            throw QrProblem.invalid("WIDGET_INIT comes first");
        }
        WidgetInit init = WidgetInit.of(poll.messages().get(0));
        return limits.admit(visitor.address(), Tokens.random())
                .chain(
                        admitted -> {
                            if (!admitted) {
                                throw ApiProblem.of(QrProblem.SLOW_DOWN)
                                        .withHeader("Retry-After", "60");
                            }
                            return protocol.open(visitor, init, true);
                        })
                .map(opened -> answer(List.of(opened.message())));
    }

    private Uni<JsonObject> goOn(BrowserProtocol.Visitor visitor, Poll poll) {
        if (!Tokens.isWellFormed(poll.connectionId()) || !Tokens.isWellFormed(poll.resumeToken())) {
            throw ApiProblem.of(QrProblem.BROWSER_GONE);
        }
        return pages.admitPoll(poll.connectionId(), Tokens.hash(poll.resumeToken()))
                .chain(() -> say(poll))
                .chain(() -> protocol.viewOf(poll.connectionId()))
                .chain(view -> hear(visitor, view))
                .map(PollResource.this::answer);
    }

    private Uni<Void> say(Poll poll) {
        Uni<Void> said = Uni.createFrom().voidItem();
        for (JsonNode message : poll.messages()) {
            said = said.chain(() -> say(poll.connectionId(), message));
        }
        return said;
    }

    private Uni<Void> say(String connectionId, JsonNode message) {
        return switch (message.path("action").asText()) {
            case "SESSION_ACK" -> protocol.acknowledge(connectionId, message);
            case "CANCEL" -> protocol.cancel(connectionId);
            default -> Uni.createFrom().failure(QrProblem.invalid("unknown action"));
        };
    }

    private Uni<List<JsonObject>> hear(BrowserProtocol.Visitor visitor, View view) {
        Connection page = view.connection();
        if (!page.origin().equals(visitor.origin())
                || !page.appId().equals(visitor.application().id())) {
            throw ApiProblem.of(QrProblem.ORIGIN_NOT_ALLOWED);
        }
        return protocol.look(page.id(), page.told())
                .chain(
                        news ->
                                news.messages().isEmpty() && !news.bound()
                                        ? rotate(visitor, view)
                                        : remember(page, news));
    }

    /** A payload is told again until it is acknowledged: the answer that carried it may be lost. */
    private Uni<List<JsonObject>> remember(Connection page, BrowserNews.News news) {
        boolean payload =
                news.messages().stream()
                        .anyMatch(m -> "SESSION_VALIDATE".equals(m.getString("action")));
        return payload || news.told().equals(page.told())
                ? Uni.createFrom().item(news.messages())
                : pages.told(page.id(), news.told()).replaceWith(news.messages());
    }

    private Uni<List<JsonObject>> rotate(BrowserProtocol.Visitor visitor, View view) {
        boolean showing = view.handoffs().stream().anyMatch(h -> h.state() == State.NEW);
        boolean ended =
                view.handoffs().stream()
                        .anyMatch(h -> h.state() != State.NEW && h.state() != State.EXPIRED);
        if (ended || (showing && view.now() < view.connection().rotateAt())) {
            return Uni.createFrom().item(List.of());
        }
        return protocol.rotate(visitor.application(), view.connection().id()).map(List::of);
    }

    private JsonObject answer(List<JsonObject> messages) {
        return new JsonObject()
                .put("interval", Math.max(1, config.pollInterval().toSeconds()))
                .put("messages", new JsonArray(messages));
    }
}
