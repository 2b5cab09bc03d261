package dev.postern.qr.browser;

import dev.postern.problem.ApiProblem;
import dev.postern.qr.QrConfig;
import dev.postern.qr.handoff.Connection;
import dev.postern.qr.handoff.Handoff;
import dev.postern.qr.handoff.MatchCode;
import dev.postern.qr.handoff.Tokens;
import dev.postern.settings.QrApplication;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Words every message to a page. */
@ApplicationScoped
class BrowserMessages {

    private static final int PROTOCOL = 1;
    private static final String NO_SUBDOMAIN = "null";

    private final QrConfig config;
    private final MatchCode matchCode;

    BrowserMessages(QrConfig config, MatchCode matchCode) {
        this.config = config;
        this.matchCode = matchCode;
    }

    JsonObject hello() {
        return action("HELLO")
                .put("protocol", PROTOCOL)
                .put("pingMs", config.socketPing().toMillis())
                .put("maxAgeMs", config.socketMaxAge().toMillis())
                .put("time", Instant.now().toEpochMilli());
    }

    /** A sign of life that page script can hear, unlike a ping of the protocol. */
    JsonObject ping() {
        return action("PING").put("time", Instant.now().toEpochMilli());
    }

    JsonObject init(
            QrApplication application, String connectionId, String resumeToken, Handoff first) {
        return action("WIDGET_INIT")
                .put("sessionIds", new JsonArray().add(first.id()))
                .put("linkBase", application.linkBase())
                .put("subDomainName", NO_SUBDOMAIN)
                .put("logo", application.logoUrl())
                .put("appId", application.id())
                .put("expiresAt", first.expiresAt())
                .put("rotateMs", application.timings().rotate().toMillis())
                .put("connectionId", connectionId)
                .put("resumeToken", resumeToken);
    }

    JsonObject refresh(Handoff next) {
        return action("QR_REFRESH")
                .put("sessionIds", new JsonArray().add(next.id()))
                .put("expiresAt", next.expiresAt());
    }

    JsonObject resumed(List<Handoff> handoffs, String resumeToken) {
        JsonArray ids = new JsonArray();
        handoffs.forEach(handoff -> ids.add(handoff.id()));
        String state =
                handoffs.isEmpty()
                        ? "expired"
                        : handoffs.get(handoffs.size() - 1).state().wireName();
        JsonObject message =
                action("RESUMED")
                        .put("sessionIds", ids)
                        .put("state", state)
                        .put("resumeToken", resumeToken);
        if (!handoffs.isEmpty()) {
            message.put("expiresAt", handoffs.get(handoffs.size() - 1).expiresAt());
        }
        return message;
    }

    JsonObject connected(Handoff handoff) {
        JsonObject device = new JsonObject(handoff.device());
        JsonObject message =
                action("MOBILE_CONNECT")
                        .put("sessionId", handoff.id())
                        .put("decideBy", handoff.expiresAt())
                        .put(
                                "device",
                                new JsonObject()
                                        .put("platform", device.getString("platform"))
                                        .put("name", device.getString("name")));
        if (handoff.matching()) {
            message.put("matchCode", matchCode.of(handoff.id(), handoff.nonce()));
        }
        if (!handoff.userHint().isEmpty()) {
            message.put("user", new JsonObject().put("hint", handoff.userHint()));
        }
        return message;
    }

    JsonObject risk(Handoff handoff) {
        JsonObject risk = new JsonObject(handoff.risk());
        return action("RISK_DATA")
                .put("status", risk.getString("status"))
                .put("flags", risk.getJsonArray("flags"));
    }

    JsonObject validate(Handoff handoff) {
        JsonObject sealed = new JsonObject(handoff.ciphertext());
        return action("SESSION_VALIDATE")
                .put("sessionId", handoff.id())
                .put("browserData", sealed)
                .put("enc", handoff.encryption())
                .put("user", new JsonObject().put("sub", handoff.userId()));
    }

    JsonObject denied(Handoff handoff) {
        return action("SESSION_DENIED").put("sessionId", handoff.id()).put("code", handoff.code());
    }

    JsonObject expired(Handoff handoff) {
        return action("SESSION_EXPIRED").put("sessionId", handoff.id());
    }

    JsonObject error(ApiProblem problem) {
        JsonObject message =
                action("ERROR").put("code", problem.code()).put("message", problem.getMessage());
        String retryAfter = problem.headers().get("Retry-After");
        return retryAfter == null
                ? message
                : message.put("retryAfterMs", Long.parseLong(retryAfter) * 1000);
    }

    /** How logs name a page. */
    static String logName(Connection connection) {
        return Tokens.publicName(connection.id()).substring(0, 8);
    }

    private static JsonObject action(String name) {
        return new JsonObject().put("action", name);
    }
}
