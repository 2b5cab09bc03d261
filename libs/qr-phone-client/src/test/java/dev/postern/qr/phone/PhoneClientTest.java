package dev.postern.qr.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.qr.phone.Confirmation.Decision;
import java.io.IOException;
import java.net.URI;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhoneClientTest {

    private static final String SID = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private static final byte[] PAGE_KEY =
            HandoffCrypto.encode((ECPublicKey) HandoffCrypto.newKeyPair().getPublic());
    private static final String LINK =
            "https://l.example.com/?sessionId="
                    + SID
                    + "&h="
                    + HandoffCrypto.keyHash(PAGE_KEY)
                    + "&v=1";

    private final Bridge bridge = new Bridge();
    private final PhoneClient phone =
            new PhoneClient(
                    new PhoneClient.Options(
                            URI.create("https://example.com/qr/v1"),
                            "qr_app_1",
                            Set.of("l.example.com"),
                            () -> "token",
                            new Device("d1", "Pixel 8", "android", "1.2")),
                    bridge);

    @Test
    void shouldHandOverWhatTheUserApproved() {
        Outcome outcome =
                phone.easyAuth(LINK, "{\"refreshToken\":\"rt\"}", c -> Decision.approve());

        assertThat(outcome).isEqualTo(Outcome.DELIVERED);
        assertThat(bridge.paths)
                .containsExactly(
                        "POST /qr/v1/sessions/" + SID + "/claim",
                        "POST /qr/v1/sessions/" + SID + "/approve");
        assertThat(bridge.bodies.get(1)).doesNotContain("rt\"").contains("\"v\":1");
        assertThat(bridge.headers.get(0))
                .containsEntry("X-App-Key", "qr_app_1")
                .containsEntry("Authorization", "Bearer token");
    }

    @Test
    void shouldRefuseASwappedKeyBeforeItSealsAnything() {
        bridge.browserKey =
                HandoffCrypto.encode((ECPublicKey) HandoffCrypto.newKeyPair().getPublic());

        assertCode(
                "key_mismatch",
                () -> phone.easyAuth(LINK, this::unwanted, c -> Decision.approve()));
        assertThat(bridge.paths).hasSize(1);
    }

    @Test
    void shouldSendNothingWhenTheUserRefuses() {
        assertCode(
                "access_denied",
                () -> phone.easyAuth(LINK, this::unwanted, c -> Decision.report()));

        assertThat(bridge.paths.get(1)).endsWith("/deny");
        assertThat(bridge.bodies.get(1)).contains("not_me").doesNotContain("enc");
    }

    @Test
    void shouldNotApproveWhatTheBridgeDenies() {
        bridge.risk = "deny";

        assertCode(
                "risk_denied", () -> phone.easyAuth(LINK, this::unwanted, c -> Decision.approve()));
        assertThat(bridge.paths.get(1)).endsWith("/deny");
    }

    @Test
    void shouldRepeatAnApprovalWhoseAnswerWasLostWithTheSameBytes() {
        bridge.lostAnswers = 1;

        assertThat(phone.easyAuth(LINK, "x", c -> Decision.approve("47")))
                .isEqualTo(Outcome.DELIVERED);
        assertThat(bridge.bodies.get(1)).isEqualTo(bridge.bodies.get(2)).contains("\"47\"");
    }

    @Test
    void shouldWaitForThePageWhenTheBridgeOnlyAccepted() {
        bridge.approveStatus = 202;

        assertThat(phone.easyAuth(LINK, "x", c -> Decision.approve())).isEqualTo(Outcome.DELIVERED);
        assertThat(bridge.paths.get(2)).isEqualTo("GET /qr/v1/sessions/" + SID);
    }

    @Test
    void shouldTellTheCodeOfARefusal() {
        bridge.refusal = "{\"code\":\"already_claimed\",\"message\":\"Taken\",\"status\":409}";

        assertCode(
                "already_claimed",
                () -> phone.easyAuth(LINK, this::unwanted, c -> Decision.approve()));
    }

    @Test
    void shouldNotMistakeAProxysPageForTheBridge() {
        bridge.refusal = "<html>";

        assertCode(
                "unexpected_answer",
                () -> phone.easyAuth(LINK, this::unwanted, c -> Decision.approve()));
    }

    @Test
    void shouldForkTheSessionForThePageAfterConsent() {
        List<String> requests = new ArrayList<>();
        SessionFork fork =
                new SessionFork(
                        URI.create("https://example.com/auth/v1"),
                        () -> "token",
                        (method, uri, headers, body) -> {
                            requests.add(method + " " + uri + " " + body);
                            return new Transport.Answer(
                                    200, "{\"refresh_token\":\"child\",\"access_token\":\"at\"}");
                        });

        assertThat(phone.easyAuth(LINK, fork, c -> Decision.approve()))
                .isEqualTo(Outcome.DELIVERED);
        assertThat(requests)
                .singleElement()
                .satisfies(
                        request ->
                                assertThat(request)
                                        .startsWith(
                                                "POST https://example.com/auth/v1/sessions/fork")
                                        .contains("\"target\":\"web\"")
                                        .contains(HandoffCrypto.keyHash(PAGE_KEY)));
    }

    private Payload unwanted(Claim claim) {
        throw new AssertionError("no payload may be asked for");
    }

    private static void assertCode(String code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        HandoffException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** A bridge of a few lines: what it hears and how it answers. */
    private static final class Bridge implements Transport {
        private final List<String> paths = new ArrayList<>();
        private final List<String> bodies = new ArrayList<>();
        private final List<Map<String, String>> headers = new ArrayList<>();
        private byte[] browserKey = PAGE_KEY;
        private String risk = "clear";
        private int approveStatus = 200;
        private int lostAnswers;
        private String refusal;

        @Override
        public Answer send(String method, URI uri, Map<String, String> headers, String body)
                throws IOException {
            paths.add(method + " " + uri.getPath());
            bodies.add(body);
            this.headers.add(headers);
            if (refusal != null) {
                return new Answer(409, refusal);
            }
            if (uri.getPath().endsWith("/claim")) {
                return new Answer(200, claimed());
            }
            if (uri.getPath().endsWith("/approve") && lostAnswers-- > 0) {
                throw new IOException("connection reset");
            }
            return uri.getPath().endsWith("/approve")
                    ? new Answer(approveStatus, "{\"status\":\"accepted\"}")
                    : new Answer(200, "{\"status\":\"denied\",\"state\":\"delivered\"}");
        }

        private String claimed() {
            return Json.write(
                    Map.of(
                            "sessionId",
                            SID,
                            "handshakeToken",
                            "hs",
                            "browserKey",
                            Base64.getUrlEncoder().withoutPadding().encodeToString(browserKey),
                            "appId",
                            "app_demo",
                            "origin",
                            "https://app.example.com",
                            "risk",
                            Map.of("status", risk, "flags", List.of())));
        }
    }
}
