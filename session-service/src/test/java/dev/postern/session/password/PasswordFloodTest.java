package dev.postern.session.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.session.SessionServiceTest;
import dev.postern.testkit.PosternTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** Hashing costs a processor for tens of milliseconds; whoever floods it slows only passwords. */
@QuarkusTest
class PasswordFloodTest extends SessionServiceTest {

    private static final Logger LOG = Logger.getLogger(PasswordFloodTest.class);
    private static final int SIGN_INS = 200;
    private static final int CALLS = 40;

    @TestHTTPResource URI service;

    private final HttpClient http = HttpClient.newHttpClient();

    private record Measured(List<Integer> statuses, double perSecond) {}

    @Test
    void shouldNotStarvePasskeySignInsAndRefreshes() throws Exception {
        Response user = signUp(newEmail());
        passkeySignInsAndRefreshes(user);
        Measured idle = passkeySignInsAndRefreshes(user);

        List<CompletableFuture<HttpResponse<String>>> flood = new ArrayList<>();
        for (int i = 0; i < SIGN_INS; i++) {
            flood.add(http.sendAsync(signInRequest(), HttpResponse.BodyHandlers.ofString()));
        }
        Measured flooded = passkeySignInsAndRefreshes(user);
        long answeredMeanwhile = flood.stream().filter(CompletableFuture::isDone).count();
        List<HttpResponse<String>> passwords = flood.stream().map(CompletableFuture::join).toList();

        long judged = passwords.stream().filter(answer -> answer.statusCode() == 400).count();
        long refused = passwords.stream().filter(answer -> answer.statusCode() == 503).count();
        LOG.infof(
                "passkey sign-ins and refreshes: %.0f/s alone, %.0f/s beside %d password sign-ins"
                        + " (%d judged, %d refused with 503, %d answered meanwhile)",
                idle.perSecond(),
                flooded.perSecond(),
                SIGN_INS,
                judged,
                refused,
                answeredMeanwhile);
        assertThat(flooded.statuses()).hasSize(2 * CALLS).containsOnly(200);
        assertThat(flooded.perSecond()).isGreaterThan(idle.perSecond() / 20);
        assertThat(judged).isPositive();
        assertThat(judged + refused).isEqualTo(SIGN_INS);
        assertThat(refused).isPositive();
        assertThat(passwords)
                .filteredOn(answer -> answer.statusCode() == 503)
                .allSatisfy(
                        answer ->
                                assertThat(answer.headers().firstValue("Retry-After")).isPresent());
    }

    /** One after the other, so that each waits for what stands before it. */
    private Measured passkeySignInsAndRefreshes(Response user) {
        List<Integer> statuses = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            Response opened =
                    service()
                            .body(Map.of("user_id", userId(user), "method", "passkey"))
                            .post("/internal/sessions");
            statuses.add(opened.statusCode());
            statuses.add(refresh(refreshToken(opened)).statusCode());
        }
        return new Measured(statuses, statuses.size() * 1e9 / (System.nanoTime() - start));
    }

    private HttpRequest signInRequest() {
        return HttpRequest.newBuilder(service.resolve("/auth/v1/token?grant_type=password"))
                .header("apikey", PosternTestResource.PUBLISHABLE_KEY)
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                "{\"email\":\"%s\",\"password\":\"guess\"}".formatted(newEmail())))
                .build();
    }
}
