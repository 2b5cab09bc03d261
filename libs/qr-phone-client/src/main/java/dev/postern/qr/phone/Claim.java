package dev.postern.qr.phone;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A hand-off that this phone has claimed and its user must now decide on.
 *
 * @param sessionId the hand-off
 * @param handshakeToken proves to the bridge that the decision comes from who claimed
 * @param browserKey the page's key, checked against the code
 * @param appId the application
 * @param origin the site that will be signed in, to be shown
 * @param decideBy when the time to decide is over, Unix milliseconds by the bridge's clock
 * @param risk what the bridge thinks of it
 * @param verification whether the user must type the digits the page shows
 * @param screen what to show, as the bridge words it
 * @param details the whole answer: {@code browser}, {@code mobile}, {@code userParameters}, …
 */
public record Claim(
        String sessionId,
        String handshakeToken,
        byte[] browserKey,
        String appId,
        String origin,
        long decideBy,
        Risk risk,
        Verification verification,
        Screen screen,
        Map<String, Object> details) {

    /**
     * The bridge's assessment.
     *
     * @param status {@code clear}, {@code warn} or {@code deny}
     * @param flags what led to it, e.g. {@code country_mismatch}
     * @param sameNetwork whether page and phone come from the same network
     */
    public record Risk(String status, List<String> flags, boolean sameNetwork) {
        public boolean denied() {
            return "deny".equals(status);
        }
    }

    /**
     * The number match.
     *
     * @param required whether digits must be typed
     * @param length how many
     */
    public record Verification(boolean required, int length) {}

    /** The words of the confirmation screen; each row with what is wrong about it, if anything. */
    public record Screen(String title, String message, Row widget, Row mobile, Row userAgent) {}

    /**
     * One row.
     *
     * @param text a place or a browser
     * @param issue what is wrong about it; empty when nothing is
     */
    public record Row(String text, Optional<String> issue) {}

    HandoffCrypto.Recipient recipient() {
        return new HandoffCrypto.Recipient(sessionId, browserKey, origin, appId);
    }

    static Claim of(Answer answer) {
        Answer risk = answer.child("risk");
        Answer verification = answer.child("verification");
        Answer template = answer.child("template");
        return new Claim(
                answer.text("sessionId"),
                answer.text("handshakeToken"),
                Base64.getUrlDecoder().decode(answer.text("browserKey")),
                answer.text("appId"),
                answer.text("origin"),
                answer.number("decideBy"),
                new Risk(risk.text("status"), risk.texts("flags"), risk.flag("sameNetwork")),
                new Verification(
                        !"none".equals(verification.text("mode")),
                        (int) verification.number("length")),
                new Screen(
                        template.text("title"),
                        template.text("message"),
                        row(template.child("widget"), "location"),
                        row(template.child("mobile"), "location"),
                        row(template.child("userAgent"), "name")),
                answer.members());
    }

    private static Row row(Answer answer, String name) {
        String issue = answer.text("issue");
        return new Row(answer.text(name), issue.isEmpty() ? Optional.empty() : Optional.of(issue));
    }
}
