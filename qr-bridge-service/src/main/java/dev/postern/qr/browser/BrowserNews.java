package dev.postern.qr.browser;

import dev.postern.qr.application.Applications;
import dev.postern.qr.handoff.Handoff;
import dev.postern.qr.handoff.State;
import dev.postern.qr.handoff.View;
import dev.postern.settings.QrApplication;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Derives what a page must be told from what the store says and what the page was told before. */
@ApplicationScoped
class BrowserNews {

    private final Applications applications;
    private final BrowserMessages messages;

    BrowserNews(Applications applications, BrowserMessages messages) {
        this.applications = applications;
        this.messages = messages;
    }

    /**
     * What a page must be told now.
     *
     * @param messages in order
     * @param told what it has been told then
     * @param bound whether a phone has claimed what it shows
     */
    record News(List<JsonObject> messages, String told, boolean bound) {}

    /** What a page must hear, given what it has heard. */
    News of(View view, String told) {
        List<JsonObject> messagesNow = new ArrayList<>();
        String heard = told;
        boolean bound = false;
        for (Handoff handoff : view.handoffs()) {
            String marker = marker(handoff);
            bound |= handoff.state() == State.CLAIMED || handoff.state() == State.APPROVED;
            if (!heard.equals(marker) && isNews(handoff, heard)) {
                messagesNow.addAll(describe(handoff));
                heard = marker;
            }
        }
        return new News(messagesNow, heard, bound);
    }

    private List<JsonObject> describe(Handoff handoff) {
        return switch (handoff.state()) {
            case CLAIMED -> connected(handoff);
            case APPROVED -> List.of(messages.validate(handoff));
            case DENIED -> List.of(messages.denied(handoff));
            case EXPIRED -> List.of(messages.expired(handoff));
            case NEW, DELIVERED, CANCELLED -> List.of();
        };
    }

    private List<JsonObject> connected(Handoff handoff) {
        boolean shown =
                applications.withId(handoff.appId()).filter(QrApplication::showRisk).isPresent();
        return shown
                ? List.of(messages.connected(handoff), messages.risk(handoff))
                : List.of(messages.connected(handoff));
    }

    /** A code that nobody scanned ends in silence: the next one is already shown. */
    private static boolean isNews(Handoff handoff, String told) {
        return switch (handoff.state()) {
            case CLAIMED, APPROVED, DENIED -> true;
            case EXPIRED -> !handoff.userId().isEmpty() && told.startsWith(handoff.id());
            case NEW, DELIVERED, CANCELLED -> false;
        };
    }

    private static String marker(Handoff handoff) {
        return handoff.id() + " " + handoff.state() + " " + handoff.nonce();
    }
}
