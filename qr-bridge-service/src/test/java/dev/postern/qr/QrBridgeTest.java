package dev.postern.qr;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.postern.qr.application.Applications;
import dev.postern.testkit.PosternTestResource;
import dev.postern.testkit.TestBus;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The service with its applications, and pages that are closed after each test. */
@QuarkusTest
@QuarkusTestResource(
        value = PosternTestResource.class,
        initArgs = @ResourceArg(name = "uses", value = "redis"))
abstract class QrBridgeTest {

    @TestHTTPResource("/")
    URI server;

    @Inject Applications applications;

    TestBus bus;

    private final java.util.List<Page> pages = new java.util.ArrayList<>();

    @BeforeEach
    void settle() {
        use(QrSettingsFixture.settings(), false);
    }

    void use(com.fasterxml.jackson.databind.JsonNode settings, boolean limited) {
        await().ignoreExceptions()
                .until(
                        () -> {
                            boolean current =
                                    applications.all().size() == 6
                                            && applications.limited() == limited;
                            if (!current) {
                                bus.publishSettings(settings);
                            }
                            return current;
                        });
    }

    @AfterEach
    void closePages() {
        pages.forEach(Page::close);
    }

    Page page(String appKey) {
        return keep(Page.open(server, appKey));
    }

    Page keep(Page page) {
        pages.add(page);
        return page;
    }

    PhoneFixture phone(String appKey) {
        return new PhoneFixture(server, appKey);
    }

    static ValidatableResponse refused(ValidatableResponse response, int status, String code) {
        return response.statusCode(status)
                .body("code", equalTo(code))
                .body("status", equalTo(status))
                .body("message", notNullValue());
    }

    static double openSockets() {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("postern_qr_sockets"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
