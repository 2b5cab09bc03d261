package dev.postern.qr.browser;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.problem.JsonBody;
import dev.postern.qr.handoff.QrProblem;
import java.nio.charset.StandardCharsets;

/**
 * What a page says.
 *
 * @param action what it wants
 * @param members the whole message
 */
record BrowserMessage(String action, JsonNode members) {

    /** Reads a message; anything but an object with an action is refused. */
    static BrowserMessage parse(String text) {
        JsonNode members = JsonBody.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        if (!members.isObject() || !members.path("action").isTextual()) {
            throw QrProblem.invalid("a message is an object with an action");
        }
        return new BrowserMessage(members.get("action").textValue(), members);
    }
}
