package dev.postern.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LimitsTest extends QrBridgeTest {

    @Inject Redis redis;

    @BeforeEach
    void limit() {
        use(QrSettingsFixture.limited(), true);
    }

    @AfterEach
    void unlimit() {
        use(QrSettingsFixture.settings(), false);
    }

    @Test
    void shouldCloseWhatOneAddressOpensTooMuchOf() {
        List<Integer> codes = new ArrayList<>();
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            Page page = keep(Page.polling(QrSettingsFixture.DEMO, new PageKeys()));
            page.dial(server);
            pages.add(page);
        }
        for (Page page : pages.subList(10, 14)) {
            codes.add(page.awaitClose());
        }

        assertThat(codes).containsOnly(4429);
        assertThat(pages.get(0).await("HELLO")).isNotNull();
        assertThat(pages.get(13).await("ERROR").getString("code")).isEqualTo("slow_down");
    }

    @Test
    @DisplayName("10,000 connects from one address: closed with 4429, and none of them is kept")
    void shouldBearAFloodFromOneAddress() {
        List<Integer> codes = Page.flood(server, QrSettingsFixture.DEMO, 10_000);

        assertThat(codes).containsOnly(4429, 4408);
        assertThat(codes).filteredOn(code -> code == 4408).hasSizeLessThanOrEqualTo(40);
        await().until(() -> openSockets() == 0);
    }

    @Test
    @DisplayName("A socket that leaves while it is still being admitted is not counted for good")
    void shouldForgetSocketsThatLeaveAtOnce() throws IOException {
        String elsewhere = "198.51.100.9";
        for (int i = 0; i < 8; i++) {
            try (Socket socket = Page.bare(server, "X-Forwarded-For: " + elsewhere)) {
                socket.setSoLinger(true, 0);
            }
        }

        await().pollDelay(Duration.ofMillis(300))
                .until(() -> openSockets() == 0 && countedFor(elsewhere) == 0);
    }

    private int countedFor(String address) {
        return redis.send(Request.cmd(Command.ZCARD).arg("qr:open:" + address))
                .await()
                .indefinitely()
                .toInteger();
    }

    @Test
    void shouldLimitLookingForUnknownIds() {
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        String unknown = "A".repeat(43);
        for (int i = 0; i < 20; i++) {
            RestAssured.given()
                    .spec(phone.request())
                    .header("X-Forwarded-For", "203.0.113.77")
                    .header("X-Handshake-Token", unknown)
                    .get("/qr/v1/sessions/" + unknown)
                    .then()
                    .statusCode(404);
        }
        refused(
                        RestAssured.given()
                                .spec(phone.request())
                                .header("X-Forwarded-For", "203.0.113.77")
                                .header("X-Handshake-Token", unknown)
                                .get("/qr/v1/sessions/" + unknown)
                                .then(),
                        429,
                        "slow_down")
                .header("Retry-After", notNullValue());
    }

    @Test
    void shouldLimitTheClaimsOfAUser() {
        PhoneFixture phone = phone(QrSettingsFixture.DEMO);
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            statuses.add(
                    phone.request()
                            .header("X-Forwarded-For", "203.0.113." + i)
                            .body(phone.claimBody("A".repeat(43)))
                            .post("/qr/v1/sessions/" + "A".repeat(43) + "/claim")
                            .statusCode());
        }
        assertThat(statuses.subList(0, 10)).containsOnly(404);
        assertThat(statuses.get(10)).isEqualTo(429);
    }
}
