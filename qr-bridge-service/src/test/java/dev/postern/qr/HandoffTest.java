package dev.postern.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.postern.qr.phone.Confirmation;
import dev.postern.qr.phone.Device;
import dev.postern.qr.phone.HandoffException;
import dev.postern.qr.phone.Outcome;
import dev.postern.qr.phone.PhoneClient;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HandoffTest extends QrBridgeTest {

    private static final String PAYLOAD = "{\"refreshToken\":\"rt-123\"}";

    @Test
    void shouldHandThePhonesPayloadToThePageAndToNobodyElse() throws Exception {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);

        String handshake =
                phone.claim(page)
                        .statusCode(200)
                        .body("sessionId", equalTo(page.sessionId))
                        .body("state", equalTo("claimed"))
                        .body("browserKey", equalTo(page.keys.base64Url()))
                        .body("appId", equalTo("app_demo"))
                        .body("origin", equalTo(page.origin))
                        .body("app.name", equalTo("Acme"))
                        .body("risk.status", equalTo("clear"))
                        .body("risk.sameNetwork", equalTo(true))
                        .body("verification.mode", equalTo("none"))
                        .body("userParameters.theme", equalTo("dark"))
                        .body("template.title", equalTo("Sign in to Acme?"))
                        .body("handshakeToken", matchesPattern("[A-Za-z0-9_-]{43}"))
                        .extract()
                        .path("handshakeToken");
        JsonObject connect = page.await("MOBILE_CONNECT");
        assertThat(connect.getJsonObject("device").getString("name")).isEqualTo("Pixel 8");
        assertThat(connect.getJsonObject("user").getString("hint")).isEqualTo("a***@example.org");
        assertThat(connect.containsKey("matchCode")).isFalse();
        assertThat(page.await("RISK_DATA").getString("status")).isEqualTo("clear");

        var approval =
                background(
                        () ->
                                phone.approve(
                                                page.sessionId,
                                                phone.approveBody(page, handshake, PAYLOAD))
                                        .extract());
        JsonObject validate = page.await("SESSION_VALIDATE");
        assertThat(page.open(validate)).isEqualTo(PAYLOAD);
        assertThat(validate.getString("enc")).isEqualTo("v1");
        assertThat(validate.getJsonObject("user").getString("sub"))
                .isEqualTo(phone.user.toString());
        page.acknowledge(true);

        assertThat(approval.get().statusCode()).isEqualTo(200);
        assertThat(approval.get().<String>path("status")).isEqualTo("delivered");
        assertThat(page.awaitClose()).isEqualTo(1000);
        phone.state(page.sessionId, handshake).statusCode(200).body("state", equalTo("delivered"));
    }

    @Test
    @DisplayName("easyKeyriAuth shape: resolves on approve, rejects with a code on deny (19)")
    void shouldServeThePhoneClient() throws Exception {
        Page page = page(QrSettingsFixture.DEMO);
        String link =
                "https://l.example.com/?sessionId="
                        + page.sessionId
                        + "&h="
                        + page.keys.hash()
                        + "&v=1";
        PhoneClient client = client(QrSettingsFixture.DEMO);

        var outcome =
                background(
                        () -> client.easyAuth(link, PAYLOAD, c -> Confirmation.Decision.approve()));
        assertThat(page.open(page.await("SESSION_VALIDATE"))).isEqualTo(PAYLOAD);
        page.acknowledge(true);
        assertThat(outcome.get()).isEqualTo(Outcome.DELIVERED);

        Page other = page(QrSettingsFixture.DEMO);
        assertThatThrownBy(
                        () ->
                                client.easyAuth(
                                        link.replace(page.sessionId, other.sessionId)
                                                .replace(page.keys.hash(), other.keys.hash()),
                                        PAYLOAD,
                                        c -> Confirmation.Decision.refuse()))
                .isInstanceOfSatisfying(
                        HandoffException.class,
                        e -> assertThat(e.code()).isEqualTo("access_denied"));
        assertThat(other.await("SESSION_DENIED").getString("code")).isEqualTo("access_denied");
    }

    @Test
    @DisplayName("Wrong h refused by the server (4, K1)")
    void shouldRefuseAWrongCommitment() {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);

        refused(
                phone.claim(page.sessionId, phone.claimBody(new PageKeys().hash())),
                409,
                "key_mismatch");
        phone.claim(page).statusCode(200);
    }

    @Test
    void shouldRequireACommitmentUnlessTheApplicationGaveItUp() {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        refused(phone.claim(page.sessionId, phone.claimBody(null)), 403, "commitment_required");

        Page compat = page(QrSettingsFixture.COMPAT);
        phone(QrSettingsFixture.COMPAT)
                .claim(compat.sessionId, phone.claimBody(null))
                .statusCode(200);
    }

    @Test
    @DisplayName("Ciphertext moved to another sid fails to decrypt (5)")
    void shouldNotOpenACiphertextOfAnotherHandoff() throws Exception {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String handshake = phone.claimed(page);
        Map<String, Object> sealedForAnother = phone.approveBody(page, handshake, PAYLOAD);
        String sid = page.sessionId;
        page.sessionId = page(QrSettingsFixture.DEMO).sessionId;
        sealedForAnother.put("enc", phone.approveBody(page, handshake, PAYLOAD).get("enc"));
        page.sessionId = sid;

        var approval = background(() -> phone.approve(sid, sealedForAnother).extract());
        JsonObject validate = page.await("SESSION_VALIDATE");
        assertThatThrownBy(() -> page.open(validate)).hasMessage("decrypt_failed");
        page.acknowledge(false);

        assertThat(approval.get().statusCode()).isEqualTo(410);
        assertThat(approval.get().<String>path("code")).isEqualTo("cancelled");
    }

    @Test
    @DisplayName("Second claim by another → 409; re-claim voids the old handshake token (6)")
    void shouldLetOnlyTheFirstClaimerClaimAgain() {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String first = phone.claimed(page);

        refused(phone(QrSettingsFixture.DEMO).claim(page), 409, "already_claimed");
        refused(phone.otherPhone().claim(page), 409, "already_claimed");
        String second = phone.claimed(page);

        assertThat(second).isNotEqualTo(first);
        refused(
                phone.approve(page.sessionId, phone.approveBody(page, first, PAYLOAD)),
                401,
                "invalid_handshake");
        phone.deny(page.sessionId, Map.of("handshakeToken", second)).statusCode(200);
    }

    @Test
    @DisplayName("Approve twice with another ct → 409; identical retry → 200 (7, B10)")
    void shouldTakeAnIdenticalApprovalAgainAndNoOther() throws Exception {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String handshake = phone.claimed(page);
        Map<String, Object> body = phone.approveBody(page, handshake, PAYLOAD);

        var first = background(() -> phone.approve(page.sessionId, body).extract());
        page.await("SESSION_VALIDATE");
        refused(
                phone.approve(page.sessionId, phone.approveBody(page, handshake, PAYLOAD)),
                409,
                "already_completed");
        page.acknowledge(true);

        assertThat(first.get().statusCode()).isEqualTo(200);
        phone.approve(page.sessionId, body).statusCode(200).body("status", equalTo("delivered"));
        refused(
                phone.approve(page.sessionId, phone.approveBody(page, handshake, PAYLOAD)),
                409,
                "already_completed");
    }

    @Test
    @DisplayName("Approve after deny → 409; deny carries nothing (8, K5, B6)")
    void shouldSendNothingAfterARefusal() {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String handshake = phone.claimed(page);

        phone.deny(page.sessionId, Map.of("handshakeToken", handshake, "reason", "not_me"))
                .statusCode(200)
                .body("status", equalTo("denied"));
        assertThat(page.await("SESSION_DENIED").getString("code")).isEqualTo("access_denied");

        refused(
                phone.approve(page.sessionId, phone.approveBody(page, handshake, PAYLOAD)),
                409,
                "already_completed");
        phone.deny(page.sessionId, Map.of("handshakeToken", handshake)).statusCode(200);
        assertThat(page.drain()).noneMatch(m -> m.getString("action").equals("SESSION_VALIDATE"));
    }

    @Test
    @DisplayName("Expired ids → 410 (9)")
    void shouldForgetAnUnscannedCodeAndExtendNobodysTimeToDecide() {
        Page page = page(QrSettingsFixture.FAST);
        PhoneFixture phone = phone(QrSettingsFixture.FAST);
        String old = page.sessionId;
        await().untilAsserted(
                        () ->
                                refused(
                                        phone.claim(old, phone.claimBody(page.keys.hash())),
                                        410,
                                        "session_expired"));

        page.drain();
        page.sessionId = page.await("QR_REFRESH").getJsonArray("sessionIds").getString(0);
        String handshake = phone.claimed(page);
        page.await("MOBILE_CONNECT");
        assertThat(page.await("SESSION_EXPIRED").getString("sessionId")).isEqualTo(page.sessionId);
        page.await("QR_REFRESH");
        refused(
                phone.approve(page.sessionId, phone.approveBody(page, handshake, PAYLOAD)),
                410,
                "session_expired");
    }

    @Test
    void shouldCancelTheSiblingsOfAClaimedCode() {
        Page page = page(QrSettingsFixture.FAST);
        PhoneFixture phone = phone(QrSettingsFixture.FAST);
        String first = page.sessionId;
        String second = page.await("QR_REFRESH").getJsonArray("sessionIds").getString(0);
        page.sessionId = second;
        phone.claimed(page);

        refused(phone.claim(first, phone.claimBody(page.keys.hash())), 410, "cancelled");
    }

    @Test
    void shouldCancelWhenThePageLeaves() {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String handshake = phone.claimed(page);
        page.send(new JsonObject().put("action", "CANCEL"));
        assertThat(page.awaitClose()).isEqualTo(1000);

        refused(
                phone.approve(page.sessionId, phone.approveBody(page, handshake, PAYLOAD)),
                410,
                "cancelled");
    }

    @Test
    @DisplayName("N parallel claims of one code → one winner")
    void shouldHaveOneWinnerOfManyClaims() throws Exception {
        Page page = page(QrSettingsFixture.DEMO);
        List<Callable<Integer>> claims = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            PhoneFixture phone = phone(QrSettingsFixture.DEMO);
            claims.add(() -> phone.claim(page).extract().statusCode());
        }

        List<Integer> statuses = race(claims);

        assertThat(statuses).filteredOn(s -> s == 200).hasSize(1);
        assertThat(statuses).filteredOn(s -> s == 409).hasSize(39);
    }

    @Test
    @DisplayName("Two codes of one page claimed at once → one winner")
    void shouldHaveOneWinnerAmongOverlappingCodes() throws Exception {
        for (int round = 0; round < 5; round++) {
            Page page = page(QrSettingsFixture.FAST);
            String second = page.await("QR_REFRESH").getJsonArray("sessionIds").getString(0);
            PhoneFixture one = phone(QrSettingsFixture.FAST);
            PhoneFixture other = phone(QrSettingsFixture.FAST);

            List<Integer> statuses =
                    race(
                            List.of(
                                    () -> one.claim(page).extract().statusCode(),
                                    () ->
                                            other.claim(second, other.claimBody(page.keys.hash()))
                                                    .extract()
                                                    .statusCode()));

            assertThat(statuses).filteredOn(s -> s == 200).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    @DisplayName("N parallel approvals with different payloads → one reaches the page")
    void shouldDeliverOneOfManyApprovals() throws Exception {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String handshake = phone.claimed(page);
        List<Callable<Integer>> approvals = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Map<String, Object> body = phone.approveBody(page, handshake, "payload " + i);
            approvals.add(() -> phone.approve(page.sessionId, body).extract().statusCode());
        }
        var racing = background(() -> race(approvals));
        page.await("SESSION_VALIDATE");
        page.acknowledge(true);

        assertThat(racing.get()).filteredOn(s -> s == 200).hasSize(1);
        assertThat(racing.get()).filteredOn(s -> s == 409).hasSize(19);
        assertThat(page.drain()).noneMatch(m -> m.getString("action").equals("SESSION_VALIDATE"));
    }

    @Test
    void shouldAcceptForAPageThatDoesNotAnswer() {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String handshake = phone.claimed(page);

        phone.approve(page.sessionId, phone.approveBody(page, handshake, PAYLOAD))
                .statusCode(202)
                .body("status", equalTo("accepted"));
        phone.state(page.sessionId, handshake).statusCode(200).body("state", equalTo("approved"));
        refused(phone.state(page.sessionId, handshake), 429, "slow_down")
                .header("Retry-After", "2")
                .body("retryAfter", equalTo(2));
    }

    @Test
    @DisplayName("Warn → digits; right digits pass")
    void shouldMatchNumbers() throws Exception {
        Page page = page(QrSettingsFixture.MATCHING);
        PhoneFixture phone = phone(QrSettingsFixture.MATCHING);
        String handshake =
                phone.claim(page)
                        .statusCode(200)
                        .body("risk.status", equalTo("warn"))
                        .body("risk.flags", hasSize(1))
                        .body("verification.mode", equalTo("enter"))
                        .body("verification.length", equalTo(2))
                        .body("$", not(org.hamcrest.Matchers.hasKey("matchCode")))
                        .extract()
                        .path("handshakeToken");
        String digits = page.await("MOBILE_CONNECT").getString("matchCode");
        assertThat(digits).matches("\\d{2}");

        Map<String, Object> body = phone.approveBody(page, handshake, PAYLOAD);
        refused(phone.approve(page.sessionId, body), 422, "verification_failed");
        body.put("matchCode", digits);
        var approval = background(() -> phone.approve(page.sessionId, body).extract());
        page.await("SESSION_VALIDATE");
        page.acknowledge(true);
        assertThat(approval.get().statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("Wrong digits twice → the hand-off is over")
    void shouldEndAfterOneRetryOfTheDigits() {
        Page page = page(QrSettingsFixture.MATCHING);
        PhoneFixture phone = phone(QrSettingsFixture.MATCHING);
        String handshake = phone.claimed(page);
        String digits = page.await("MOBILE_CONNECT").getString("matchCode");
        Map<String, Object> body = phone.approveBody(page, handshake, PAYLOAD);
        body.put("matchCode", digits.equals("00") ? "01" : "00");

        refused(phone.approve(page.sessionId, body), 422, "verification_failed");
        refused(phone.approve(page.sessionId, body), 422, "verification_failed");
        body.put("matchCode", digits);
        refused(phone.approve(page.sessionId, body), 409, "already_completed");
        assertThat(page.await("SESSION_DENIED").getString("code")).isEqualTo("risk_denied");
    }

    @Test
    @DisplayName("Approve under deny policy → 403 risk_denied (K6)")
    void shouldRefuseApprovalWhereThePolicyDenies() {
        Page page = page(QrSettingsFixture.DENYING);
        PhoneFixture phone = phone(QrSettingsFixture.DENYING);
        String handshake =
                phone.claim(page)
                        .statusCode(200)
                        .body("risk.status", equalTo("deny"))
                        .extract()
                        .path("handshakeToken");

        refused(
                phone.approve(page.sessionId, phone.approveBody(page, handshake, PAYLOAD)),
                403,
                "risk_denied");
        assertThat(page.await("SESSION_DENIED").getString("code")).isEqualTo("risk_denied");
    }

    @Test
    @DisplayName("Claim without Bearer → 401; foreign or unknown app key → 403 (K3, 10)")
    void shouldKnowUserAndApplication() {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        phone.token = null;
        refused(phone.claim(page), 401, "invalid_token");
        phone.token = "nonsense";
        refused(phone.claim(page), 401, "invalid_token");

        refused(phone(QrSettingsFixture.COMPAT).claim(page), 403, "app_key_mismatch");
        refused(phone("qr_app_unknown").claim(page), 403, "app_key_mismatch");
        phone(QrSettingsFixture.DEMO).claim(page).statusCode(200);
    }

    @Test
    void shouldRefuseARevokedSession() {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        UUID session = UUID.randomUUID();
        phone.token = TestTokens.of(phone.user, session);
        bus.publish(
                "postern.sessions.v1",
                "dev.postern.sessions.revoked",
                session.toString(),
                1,
                UUID.randomUUID(),
                new JsonObject()
                        .put("id", session.toString())
                        .put("user_id", phone.user.toString())
                        .put("reason", "logout")
                        .put(
                                "access_expires_at",
                                java.time.Instant.now().plusSeconds(60).toString())
                        .encode());

        await().untilAsserted(() -> refused(phone.claim(page), 401, "invalid_token"));
    }

    @Test
    void shouldNotDecideForAnother() {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String handshake = phone.claimed(page);
        PhoneFixture stranger = phone(QrSettingsFixture.DEMO);

        refused(
                stranger.approve(page.sessionId, stranger.approveBody(page, handshake, PAYLOAD)),
                401,
                "invalid_handshake");
        refused(
                stranger.deny(page.sessionId, Map.of("handshakeToken", handshake)),
                401,
                "invalid_handshake");
        refused(stranger.state(page.sessionId, handshake), 401, "invalid_handshake");
    }

    @Test
    void shouldAnswerNotClaimedBeforeAClaim() {
        Page page = page(QrSettingsFixture.DEMO);
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String handshake = "A".repeat(43);

        refused(
                phone.approve(page.sessionId, phone.approveBody(page, handshake, PAYLOAD)),
                409,
                "not_claimed");
        refused(
                phone.deny(page.sessionId, Map.of("handshakeToken", handshake)),
                409,
                "not_claimed");
        refused(phone.state(page.sessionId, handshake), 409, "not_claimed");
    }

    private PhoneClient client(String appKey) {
        PhoneFixture phone = phone(appKey);
        return new PhoneClient(
                new PhoneClient.Options(
                        URI.create(server.toString().replaceAll("/$", "") + "/qr/v1"),
                        appKey,
                        Set.of("l.example.com"),
                        () -> phone.token,
                        new Device(phone.device, "Pixel 8", "android", "1.2")));
    }

    private static <T> Future<T> background(Callable<T> call) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(call);
        } finally {
            thread.shutdown();
        }
    }

    private static List<Integer> race(List<Callable<Integer>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(20, calls.size()));
        try {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> call : threads.invokeAll(calls)) {
                statuses.add(call.get());
            }
            return statuses;
        } finally {
            threads.shutdown();
        }
    }
}
