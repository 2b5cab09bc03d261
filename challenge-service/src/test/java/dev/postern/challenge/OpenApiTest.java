package dev.postern.challenge;

import static io.restassured.RestAssured.given;

import dev.postern.testkit.OpenApiFile;
import org.junit.jupiter.api.Test;

@ChallengeServiceTest
class OpenApiTest {

    @Test
    void shouldPublishWhatTheServiceOffers() {
        String document = given().get("/q/openapi?format=json").asString();

        OpenApiFile.assertPublished("challenge-service", document);
    }
}
