package dev.postern.session.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.notNullValue;

import dev.postern.session.SessionServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What clients meet while something is down or flooded: 503, and no harm done. */
@QuarkusTest
@TestProfile(UnderPressureTest.Pressed.class)
class UnderPressureTest extends SessionServiceTest {

    /** One hash at a time, one waiting; no mail server. */
    public static class Pressed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "postern.mailer.autoconfirm",
                    "false",
                    "quarkus.mailer.port",
                    "1",
                    "postern.passwords.concurrency",
                    "1",
                    "postern.passwords.queue",
                    "1");
        }
    }

    @Test
    void shouldRefuseFloodOfPasswordsInsteadOfQueueing() {
        ExecutorService pool = Executors.newFixedThreadPool(20);
        List<Response> answers;
        try {
            answers =
                    IntStream.range(0, 20)
                            .mapToObj(
                                    i ->
                                            CompletableFuture.supplyAsync(
                                                    () -> signIn(newEmail(), "x"), pool))
                            .toList()
                            .stream()
                            .map(CompletableFuture::join)
                            .toList();
        } finally {
            pool.shutdownNow();
        }

        assertThat(answers).extracting(Response::statusCode).containsOnly(400, 503);
        answers.stream()
                .filter(answer -> answer.statusCode() == 503)
                .forEach(answer -> answer.then().header("Retry-After", notNullValue()));
    }

    @Test
    void shouldLetUserTryAgainWhenMailCouldNotBeSent() {
        String email = newEmail();

        Response answer = signUp(email);

        answer.then().statusCode(503).header("Retry-After", notNullValue());
        assertThat(
                        database.list(
                                "SELECT id FROM auth.users"
                                        + " WHERE email = ? AND confirmation_sent_at IS NULL",
                                email))
                .hasSize(1);
    }

    @Test
    void shouldSurviveLossOfItsConnections() {
        database.list(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()");

        await().until(
                        () -> {
                            int status = signIn("nobody@example.org", "x").statusCode();
                            assertThat(status).isIn(400, 503);
                            return status == 400;
                        });
    }
}
