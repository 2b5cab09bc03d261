package dev.postern.qr.health;

import static io.restassured.RestAssured.when;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.postern.testkit.PosternTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
        value = PosternTestResource.class,
        initArgs = @ResourceArg(name = "uses", value = "redis"))
class HealthTest {

    @Test
    void shouldTellNameAndVersion() {
        when().get("/qr/v1/health")
                .then()
                .statusCode(200)
                .body("name", equalTo("Postern QR bridge"))
                .body("version", notNullValue());
    }

    @Test
    void shouldBecomeReadyWithItsStoreTheBusAndTheSettings() {
        await().untilAsserted(
                        () ->
                                when().get("/q/health/ready")
                                        .then()
                                        .statusCode(200)
                                        .body("status", equalTo("UP")));
    }

    @Test
    void shouldAnswerAnUnknownPathInTheEnvelope() {
        when().get("/qr/v1/nothing")
                .then()
                .statusCode(404)
                .body("code", equalTo("not_found"))
                .body("status", equalTo(404))
                .body("message", notNullValue());
    }
}
