package dev.postern.session.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.session.SessionServiceTest;
import dev.postern.testkit.PosternTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Fifty clients that share one token refresh at once, round after round. {@code
 * -Dpostern.test.refresh-rounds=200} plays as many as one likes; each takes a fifth of a second.
 */
@QuarkusTest
class RefreshRaceTest extends SessionServiceTest {

    private static final int CLIENTS = 50;
    private static final int ROUNDS = Integer.getInteger("postern.test.refresh-rounds", 40);

    @TestHTTPResource URI service;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void shouldKeepOneLiveTokenWhateverRaces() {
        Response session = signUp(newEmail());
        String newest = refreshToken(session);
        String replaced = null;

        for (int round = 1; round <= ROUNDS; round++) {
            age(session);
            Set<String> yielded = race(newest, replaced);

            assertThat(yielded).as("tokens of round " + round).hasSize(1).doesNotContain(newest);
            assertThat(counter(session)).isEqualTo(round);
            replaced = newest;
            newest = yielded.iterator().next();
        }
    }

    /**
     * All present the newest token; but for the first round one of them missed the round before, as
     * a client does that lost its answer, and hears either of what the newest was or becomes.
     */
    private Set<String> race(String newest, String replaced) {
        CompletableFuture<JsonNode> late = replaced == null ? null : refreshAsync(replaced);
        List<CompletableFuture<JsonNode>> calls =
                IntStream.range(0, CLIENTS).mapToObj(i -> refreshAsync(newest)).toList();
        Set<String> yielded =
                calls.stream()
                        .map(CompletableFuture::join)
                        .map(answer -> answer.path("refresh_token").asText())
                        .collect(Collectors.toSet());
        if (late != null) {
            assertThat(late.join().path("refresh_token").asText())
                    .isIn(newest, yielded.iterator().next());
        }
        return yielded;
    }

    private CompletableFuture<JsonNode> refreshAsync(String token) {
        HttpRequest request =
                HttpRequest.newBuilder(service.resolve("/auth/v1/token?grant_type=refresh_token"))
                        .header("apikey", PosternTestResource.PUBLISHABLE_KEY)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"refresh_token\":\"" + token + "\"}"))
                        .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(RefreshRaceTest::granted);
    }

    private static JsonNode granted(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private long counter(Response session) {
        return Long.parseLong(
                database.one(
                        "SELECT refresh_token_counter FROM auth.sessions WHERE id = ?",
                        id(session)));
    }

    /** The reuse interval must not be what saves anybody here. */
    private void age(Response session) {
        database.change(
                "UPDATE auth.sessions SET refreshed_at = refreshed_at - interval '1 minute'"
                        + " WHERE id = ?",
                id(session));
    }

    private static UUID id(Response session) {
        return UUID.fromString(claims(session).path("session_id").asText());
    }
}
