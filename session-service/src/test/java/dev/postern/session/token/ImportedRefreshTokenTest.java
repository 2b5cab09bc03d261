package dev.postern.session.token;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.session.SessionServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sessions that another server opened go on: its tokens are exchanged for ours at their use. */
@QuarkusTest
class ImportedRefreshTokenTest extends SessionServiceTest {

    private static final String UNKNOWN = "Invalid Refresh Token: Refresh Token Not Found";
    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void shouldExchangeImportedToken() {
        Response session = signUp(newEmail());
        String imported = importToken(session, 0);

        Response answer = refresh(imported);

        answer.then().statusCode(200).header("sb-auth-refresh-token-reuse", "false");
        assertThat(sessionId(answer)).isEqualTo(sessionId(session));
        assertThat(refreshToken(answer)).hasSizeGreaterThan(50);
        refresh(refreshToken(answer)).then().statusCode(200);
        assertThat(
                        database.list(
                                "SELECT payload ->> 'action' FROM auth.audit_log_entries"
                                        + " WHERE payload ->> 'actor_id' = ?"
                                        + " AND payload ->> 'log_type' = 'token'"
                                        + " ORDER BY payload ->> 'action'",
                                userId(session)))
                .containsExactly("token_refreshed", "token_refreshed", "token_revoked");
    }

    @Test
    void shouldAnswerRetryOfLostAnswerWithTheSameToken() {
        Response session = signUp(newEmail());
        String imported = importToken(session, 0);
        Response lost = refresh(imported);
        age(session);

        Response retry = refresh(imported);

        retry.then().statusCode(200).header("sb-auth-refresh-token-reuse", "true");
        assertThat(refreshToken(retry)).isEqualTo(refreshToken(lost));
    }

    @Test
    void shouldTakeParentOfActiveToken() {
        Response session = signUp(newEmail());
        String active = importToken(session, 0);
        String parent = importToken(session, -1);

        refresh(parent).then().statusCode(200).header("sb-auth-refresh-token-counter", "0");

        refresh(active).then().statusCode(200).header("sb-auth-refresh-token-counter", "1");
    }

    @Test
    void shouldEndSessionWhenImportedTokenIsUsedOnceTooOften() {
        Response session = signUp(newEmail());
        String imported = importToken(session, 0);
        Response newest = refresh(refreshToken(refresh(imported)));
        age(session);

        assertRefused(
                refresh(imported),
                400,
                "refresh_token_already_used",
                "Invalid Refresh Token: Already Used");

        assertRefused(
                refresh(refreshToken(newest)),
                400,
                "session_not_found",
                "Invalid Refresh Token: No Valid Session Found");
        assertRefused(refresh(imported), 400, "refresh_token_not_found", UNKNOWN);
    }

    @Test
    void shouldNotKnowTokenThatWasNeverImported() {
        String imported = importToken(signUp(newEmail()), 0);

        for (String token :
                List.of(randomToken(), imported + "a", imported.toUpperCase(Locale.ROOT))) {
            assertRefused(refresh(token), 400, "refresh_token_not_found", UNKNOWN);
        }
    }

    @Test
    void shouldYieldOneTokenToFiftyParallelExchanges() {
        Response session = signUp(newEmail());
        String imported = importToken(session, 0);
        ExecutorService pool = Executors.newFixedThreadPool(50);
        try {
            List<Response> answers =
                    IntStream.range(0, 50)
                            .mapToObj(
                                    i ->
                                            CompletableFuture.supplyAsync(
                                                    () -> refresh(imported), pool))
                            .toList()
                            .stream()
                            .map(CompletableFuture::join)
                            .toList();

            assertThat(answers).extracting(Response::statusCode).containsOnly(200);
            assertThat(answers.stream().map(SessionServiceTest::refreshToken).distinct())
                    .hasSize(1);
        } finally {
            pool.shutdownNow();
        }
    }

    /** As the import writes it: a token of the other server, known by its hash alone. */
    private String importToken(Response session, int counter) {
        String token = randomToken();
        database.change(
                "INSERT INTO auth.refresh_tokens (token_hash, session_id, counter)"
                        + " VALUES (encode(sha256(convert_to(?, 'UTF8')), 'hex'), ?, ?)",
                token,
                UUID.fromString(sessionId(session)),
                counter);
        return token;
    }

    private static String randomToken() {
        return RANDOM.ints(12, 0, 36)
                .mapToObj(digit -> Integer.toString(digit, 36))
                .reduce("", String::concat);
    }

    private void age(Response session) {
        database.change(
                "UPDATE auth.sessions SET refreshed_at = refreshed_at - interval '1 minute'"
                        + " WHERE id = ?",
                UUID.fromString(sessionId(session)));
    }

    private static String sessionId(Response session) {
        return claims(session).path("session_id").asText();
    }
}
