package dev.postern.session;

import static io.restassured.RestAssured.given;

import dev.postern.testkit.OpenApiFile;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenApiTest extends SessionServiceTest {

    @Test
    void shouldPublishWhatTheServiceOffers() {
        String document = given().get("/q/openapi?format=json").asString();

        OpenApiFile.assertPublished("session-service", document);
    }
}
