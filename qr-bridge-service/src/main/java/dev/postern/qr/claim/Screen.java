package dev.postern.qr.claim;

import dev.postern.qr.handoff.Connection;
import dev.postern.qr.risk.BrowserName;
import dev.postern.qr.risk.Risk;
import dev.postern.qr.risk.Signal;
import dev.postern.settings.QrApplication;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Optional;

/** What a phone is told of the page, and the words its confirmation screen shows. */
final class Screen {

    private final QrApplication application;
    private final Connection page;
    private final Risk risk;
    private final Phone phone;
    private final BrowserName browser;

    Screen(QrApplication application, Connection page, Risk risk, Phone phone) {
        this.application = application;
        this.page = page;
        this.risk = risk;
        this.phone = phone;
        this.browser = BrowserName.of(page.userAgent());
    }

    JsonObject browser() {
        return new JsonObject()
                .put("ip", page.address())
                .put("os", browser.os())
                .put("browser", browser.browser())
                .put("city", risk.browser().city())
                .put("country", risk.browser().country())
                .put("isNew", risk.newBrowser());
    }

    JsonObject mobile() {
        return new JsonObject()
                .put("ip", phone.address())
                .put("city", risk.mobile().city())
                .put("country", risk.mobile().country());
    }

    JsonObject risk() {
        return new JsonObject()
                .put("status", risk.status())
                .put("flags", new JsonArray(risk.flags()))
                .put("sameNetwork", risk.sameNetwork());
    }

    /** The object Keyri's confirmation screen is driven by. */
    JsonObject template() {
        boolean denied = risk.status().equals("deny");
        return new JsonObject()
                .put(
                        "title",
                        denied
                                ? "This sign-in was blocked"
                                : "Sign in to " + application.name() + "?")
                .put(
                        "message",
                        denied
                                ? "It looks too risky. If you did not open "
                                        + page.origin()
                                        + " yourself, somebody may be trying to get into your"
                                        + " account."
                                : page.origin()
                                        + " will be signed in as you. Refuse if you did not open"
                                        + " this page yourself.")
                .put(
                        "widget",
                        row(
                                "location",
                                risk.browser().words(),
                                Signal.COUNTRY_MISMATCH,
                                Signal.ANONYMOUS_NETWORK,
                                Signal.DATACENTER))
                .put("mobile", row("location", risk.mobile().words(), Signal.MANY_CLAIMS))
                .put("userAgent", row("name", browser.words(), Signal.NEW_BROWSER))
                .put(
                        "flags",
                        new JsonObject()
                                .put("is_datacenter", risk.signals().contains(Signal.DATACENTER))
                                .put("is_new_browser", risk.newBrowser()));
    }

    /** The browser in the members Keyri's clients read. */
    JsonObject userAgent() {
        String[] words = browser.browser().split(" ");
        return new JsonObject()
                .put("os", browser.os())
                .put("browser", words[0])
                .put("version", words[words.length - 1])
                .put("platform", browser.os())
                .put("source", page.userAgent())
                .put("isDesktop", browser.desktop())
                .put("isWindows", browser.os().equals("Windows"))
                .put("isChrome", words[0].equals("Chrome"))
                .put("isAuthoritative", true)
                .put("electronVersion", "");
    }

    private JsonObject row(String name, String text, Signal... issues) {
        Optional<Signal> issue = Arrays.stream(issues).filter(risk.signals()::contains).findFirst();
        return new JsonObject().put(name, text).put("issue", issue.map(Signal::words).orElse(""));
    }
}
