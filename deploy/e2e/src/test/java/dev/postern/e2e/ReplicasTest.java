package dev.postern.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.local.PosternStack;
import dev.postern.local.StackOptions;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Every service running twice on one Redis, Postgres and Kafka, with rate limits on. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasTest {

    private static PosternStack stack;

    @BeforeAll
    static void start(@TempDir Path data) {
        stack =
                PosternStack.start(
                        StackOptions.in(data).withPort(0).withRateLimits(true).withReplicas(2),
                        line -> System.out.println("[replicas] " + line));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private static Api replica(String service, int index) {
        return new Api(stack.instances(service).get(index), stack.publishableKey());
    }

    private static SoftwareAuthenticator authenticator() {
        return new SoftwareAuthenticator(stack.url().toString());
    }

    @Test
    @Order(1)
    void shouldRegisterAndSignInAcrossReplicas() {
        SoftwareAuthenticator authenticator = authenticator();
        Api.Person person = replica("session-service", 0).signUp();
        for (int side = 0; side < 2; side++) {
            JsonNode creation = replica("challenge-service", side).registrationOptions(person);
            replica("credential-service", 1 - side)
                    .verifyRegistration(
                            person, creation, authenticator.register(creation.path("options")))
                    .expect(200);
        }

        for (int side = 0; side < 2; side++) {
            JsonNode request = replica("challenge-service", side).authenticationOptions();
            JsonNode session =
                    replica("credential-service", 1 - side)
                            .verifyAuthentication(
                                    request, authenticator.authenticate(request.path("options")))
                            .expect(200);
            replica("session-service", side)
                    .call("GET", "/auth/v1/user", session.path("access_token").asText(), null)
                    .expect(200);
        }
    }

    @Test
    @Order(2)
    void shouldRefuseAReplayAtTheOtherReplica() {
        SoftwareAuthenticator authenticator = authenticator();
        Api.Person person = replica("session-service", 1).signUp();
        register(person, authenticator, 0);
        JsonNode request = replica("challenge-service", 0).authenticationOptions();
        JsonNode assertion = authenticator.authenticate(request.path("options"));
        replica("credential-service", 0).verifyAuthentication(request, assertion).expect(200);

        Api.Answer replay =
                replica("credential-service", 1).verifyAuthentication(request, assertion);

        assertThat(replay.expect(400).path("code").asText())
                .isEqualTo("webauthn_challenge_not_found");
    }

    @Test
    @Order(3)
    void shouldCountOptionsOfOneClientOverAllReplicas() {
        String client = "198.51.100.77";
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 31; i++) {
            statuses.add(
                    replica("challenge-service", i % 2)
                            .post(
                                    "/auth/v1/passkeys/authentication/options",
                                    null,
                                    Api.object(),
                                    "X-Forwarded-For",
                                    client)
                            .status());
        }

        assertThat(statuses.subList(0, 30)).containsOnly(200);
        assertThat(statuses.get(30)).isEqualTo(429);
    }

    @Test
    @Order(4)
    void shouldEndAFloodOfAnswersOverAllReplicas() {
        JsonNode unknown = Api.object().put("challenge_id", UUID.randomUUID().toString());
        List<Api.Answer> answers = new ArrayList<>();
        for (int i = 0; i < 31; i++) {
            answers.add(
                    replica("credential-service", i % 2)
                            .verifyAuthentication(
                                    unknown, Api.object(), "X-Forwarded-For", "198.51.100.78"));
        }

        assertThat(answers.subList(0, 30)).allMatch(answer -> answer.status() == 400);
        assertThat(answers.get(30).expect(429).path("code").asText())
                .isEqualTo("over_request_rate_limit");
        assertThat(answers.get(30).raw().headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    @Order(5)
    void shouldRefreshOneTokenAtBothReplicas() {
        Api.Person person = replica("session-service", 0).signUp();
        JsonNode body = Api.object().put("refresh_token", person.refreshToken());

        JsonNode first =
                replica("session-service", 0)
                        .post("/auth/v1/token?grant_type=refresh_token", null, body)
                        .expect(200);
        JsonNode second =
                replica("session-service", 1)
                        .post("/auth/v1/token?grant_type=refresh_token", null, body)
                        .expect(200);

        assertThat(second.path("refresh_token").asText())
                .isEqualTo(first.path("refresh_token").asText());
    }

    @Test
    @Order(6)
    void shouldGoOnRelayingEventsWhenAReplicaDies() {
        stack.kill("session-service", 0);
        stack.kill("credential-service", 0);
        stack.kill("challenge-service", 0);
        SoftwareAuthenticator authenticator = authenticator();
        Api.Person person = replica("session-service", 1).signUp();

        register(person, authenticator, 1);

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () ->
                                assertThat(
                                                replica("challenge-service", 1)
                                                        .registrationOptions(person)
                                                        .path("options")
                                                        .path("excludeCredentials"))
                                        .hasSize(1));
    }

    private static void register(
            Api.Person person, SoftwareAuthenticator authenticator, int replica) {
        JsonNode creation = replica("challenge-service", replica).registrationOptions(person);
        replica("credential-service", replica)
                .verifyRegistration(
                        person, creation, authenticator.register(creation.path("options")))
                .expect(200);
    }
}
