package dev.postern.qr.phone;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The phone in a hand-off: claims a scanned code, checks the page's key, and sends what the user
 * approved, sealed for that page alone. Methods block; call them off the main thread.
 */
public final class PhoneClient {

    private static final long POLL_MILLIS = 2_100;
    private static final int POLLS = 14;
    private static final int ATTEMPTS = 3;

    private final Options options;
    private final Transport transport;

    /**
     * What a client must know.
     *
     * @param bridge the bridge's base, e.g. {@code https://example.com/qr/v1}
     * @param appKey the application's publishable key
     * @param linkHosts hosts whose links are believed
     * @param accessToken the user's current access token
     * @param device this phone
     */
    public record Options(
            URI bridge,
            String appKey,
            Set<String> linkHosts,
            Supplier<String> accessToken,
            Device device) {

        public Options {
            Objects.requireNonNull(bridge, "bridge");
            Objects.requireNonNull(appKey, "appKey");
            Objects.requireNonNull(accessToken, "accessToken");
            Objects.requireNonNull(device, "device");
            linkHosts = Set.copyOf(linkHosts);
        }
    }

    public PhoneClient(Options options) {
        this(options, new UrlConnectionTransport());
    }

    public PhoneClient(Options options, Transport transport) {
        this.options = options;
        this.transport = transport;
    }

    /**
     * The whole hand-off in one call: parse, claim, ask the user, seal, approve.
     *
     * @param link what was scanned
     * @param payload where the payload comes from once the user has consented
     * @param confirmation the screen
     * @return how it ended
     * @throws HandoffException with the code of whatever prevented it
     */
    public Outcome easyAuth(String link, Payload.Source payload, Confirmation confirmation) {
        Claim claim = claim(HandoffLink.parse(link, options.linkHosts()));
        Confirmation.Decision decision = confirmation.ask(claim);
        if (!decision.approved() || claim.risk().denied()) {
            deny(claim, decision.notMe());
            throw claim.risk().denied()
                    ? new HandoffException(
                            HandoffException.RISK_DENIED, "This sign-in is too risky")
                    : new HandoffException(HandoffException.ACCESS_DENIED, "You refused");
        }
        Outcome outcome;
        try (Payload sealed = payload.get(claim)) {
            outcome = approve(claim, sealed, decision);
        }
        return outcome == Outcome.DELIVERED ? outcome : awaitDelivery(claim);
    }

    /** The same with a fixed text as payload, the call shape of Keyri-style apps. */
    public Outcome easyAuth(String link, String payload, Confirmation confirmation) {
        return easyAuth(link, claim -> Payload.of(payload), confirmation);
    }

    /**
     * Makes the hand-off this phone's, and refuses a bridge that shows another key than the code
     * commits to.
     */
    public Claim claim(HandoffLink link) {
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("id", options.device().id());
        device.put("name", options.device().name());
        device.put("platform", options.device().platform());
        device.put("appVersion", options.device().appVersion());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("device", device);
        body.put("h", link.keyHash().orElse(null));
        Claim claim = read(call("POST", link.sessionId(), "/claim", Map.of(), Json.write(body)));
        if (!claim.sessionId().equals(link.sessionId())) {
            throw unexpected(200);
        }
        Optional<String> committed = link.keyHash();
        if (committed.isPresent()
                && !HandoffCrypto.isCommittedTo(claim.browserKey(), committed.get())) {
            throw new HandoffException(
                    HandoffException.KEY_MISMATCH, "The code belongs to another page");
        }
        return claim;
    }

    /**
     * Seals the payload for the page and sends it. A lost answer is asked for again with the same
     * bytes, which the bridge knows to be the same approval.
     */
    public Outcome approve(Claim claim, Payload payload, Confirmation.Decision decision) {
        HandoffCrypto.Sealed sealed = HandoffCrypto.seal(payload.bytes(), claim.recipient());
        Map<String, Object> enc = new LinkedHashMap<>();
        enc.put("v", 1);
        enc.put("epk", sealed.epk());
        enc.put("salt", sealed.salt());
        enc.put("iv", sealed.iv());
        enc.put("ct", sealed.ct());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("handshakeToken", claim.handshakeToken());
        body.put("matchCode", decision.matchCode());
        body.put("trustBrowser", decision.trustBrowser());
        body.put("enc", enc);
        Transport.Answer answer = callAgain(claim.sessionId(), "/approve", Json.write(body));
        return answer.status() == 200 ? Outcome.DELIVERED : Outcome.ACCEPTED;
    }

    /** Refuses; nothing of the user's leaves the phone. */
    public void deny(Claim claim, boolean notMe) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("handshakeToken", claim.handshakeToken());
        body.put("reason", notMe ? "not_me" : "user");
        Transport.Answer answer = callAgain(claim.sessionId(), "/deny", Json.write(body));
        if (answer.status() != 200) {
            throw unexpected(answer.status());
        }
    }

    /** The state in the bridge: claimed, approved, delivered, denied, expired or cancelled. */
    public String state(Claim claim) {
        return object(
                        call(
                                "GET",
                                claim.sessionId(),
                                "",
                                Map.of("X-Handshake-Token", claim.handshakeToken()),
                                null))
                .text("state");
    }

    private Outcome awaitDelivery(Claim claim) {
        for (int i = 0; i < POLLS; i++) {
            pause();
            String state = state(claim);
            if (state.equals("delivered")) {
                return Outcome.DELIVERED;
            }
            if (!state.equals("approved")) {
                throw new HandoffException(
                        HandoffException.SESSION_EXPIRED, "The page is no longer there");
            }
        }
        return Outcome.ACCEPTED;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new HandoffException(HandoffException.NETWORK, "Interrupted", 0, stopped);
        }
    }

    private Transport.Answer callAgain(String sessionId, String path, String body) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call("POST", sessionId, path, Map.of(), body);
            } catch (HandoffException failure) {
                if (attempt == ATTEMPTS || !failure.code().equals(HandoffException.NETWORK)) {
                    throw failure;
                }
            }
        }
    }

    private Transport.Answer call(
            String method, String sessionId, String path, Map<String, String> more, String body) {
        Map<String, String> headers = new LinkedHashMap<>(more);
        headers.put("X-App-Key", options.appKey());
        headers.put("Authorization", "Bearer " + options.accessToken().get());
        URI uri = URI.create(options.bridge() + "/sessions/" + sessionId + path);
        Transport.Answer answer;
        try {
            answer = transport.send(method, uri, headers, body);
        } catch (IOException noAnswer) {
            throw new HandoffException(
                    HandoffException.NETWORK, "The server does not answer", 0, noAnswer);
        }
        if (answer.status() == 200 || answer.status() == 202) {
            return answer;
        }
        Answer refusal = object(answer);
        if (refusal.text("code").isEmpty()) {
            throw unexpected(answer.status());
        }
        throw new HandoffException(
                refusal.text("code"), refusal.text("message"), answer.status(), null);
    }

    private static Claim read(Transport.Answer answer) {
        try {
            return Claim.of(object(answer));
        } catch (IllegalArgumentException malformed) {
            throw new HandoffException(
                    HandoffException.INVALID_KEY, "The page's key is malformed", 0, malformed);
        }
    }

    private static Answer object(Transport.Answer answer) {
        try {
            return new Answer(Json.object(answer.body()));
        } catch (IllegalArgumentException notJson) {
            throw new HandoffException(
                    HandoffException.UNEXPECTED_ANSWER,
                    "The server is not understood",
                    answer.status(),
                    notJson);
        }
    }

    private static HandoffException unexpected(int status) {
        return new HandoffException(
                HandoffException.UNEXPECTED_ANSWER, "The server is not understood", status, null);
    }
}
