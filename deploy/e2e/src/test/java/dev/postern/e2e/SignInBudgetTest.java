package dev.postern.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.local.PosternStack;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What one sign-in with a passkey costs, counted by the servers that do the work. Rate limits are
 * off in this stack: each costs one more Redis command.
 */
@ExtendWith(StackExtension.class)
class SignInBudgetTest {

    private static final String SIGNATURES = "postern_signatures_total";
    private static final String VERIFICATIONS = "postern_webauthn_verifications_total";
    private static final String CALLS = "http_client_requests_seconds_count";

    @Test
    void shouldStayInsideTheBudgetOfOneSignIn(PosternStack stack) {
        // Given
        Api api = new Api(stack.url(), stack.publishableKey());
        Ledger ledger = new Ledger(stack);
        SoftwareAuthenticator authenticator = new SoftwareAuthenticator(stack.url().toString());
        Api.Person person = api.signUp();
        api.registerPasskey(person, authenticator);
        awaitAudit(ledger, person, "passkey_created");
        assertThat(api.signIn(authenticator).path("access_token").asText()).isNotEmpty();
        awaitQuiet(ledger);
        double signatures = ledger.metric("session-service", SIGNATURES);
        double verifications = ledger.metric("credential-service", VERIFICATIONS);
        double calls = ledger.metric("credential-service", CALLS);
        ledger.reset();

        // When
        JsonNode session = api.signIn(authenticator);

        // Then
        Map<String, Long> redis = ledger.redisCommands();
        List<String> credentialSql = ledger.statements("credential");
        List<String> sessionSql = ledger.statements("session");
        System.out.printf(
                "[budget] redis %s%n[budget] credential SQL %s%n[budget] session SQL %s%n",
                redis, credentialSql, sessionSql);
        assertThat(session.path("token_type").asText()).isEqualTo("bearer");
        assertThat(redis.getOrDefault("set", 0L)).as("writes").isEqualTo(1);
        assertThat(redis.getOrDefault("evalsha", 0L)).as("consumes").isEqualTo(1);
        assertThat(redis.getOrDefault("eval", 0L)).as("script uploads").isZero();
        assertThat(calls(credentialSql)).as("credential-service SQL").isBetween(1L, 3L);
        assertThat(calls(sessionSql)).as("session-service SQL").isBetween(1L, 3L);
        assertThat(ledger.metric("session-service", SIGNATURES) - signatures)
                .as("signatures")
                .isEqualTo(1);
        assertThat(ledger.metric("credential-service", VERIFICATIONS) - verifications)
                .as("verifications")
                .isEqualTo(1);
        assertThat(ledger.metric("credential-service", CALLS) - calls)
                .as("internal calls")
                .isEqualTo(2);
        assertThat(ledger.metric("challenge-service", CALLS, "/internal/")).isZero();
        assertThat(ledger.metric("session-service", CALLS)).isZero();
    }

    private static long calls(List<String> statements) {
        return statements.stream()
                .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                .sum();
    }

    private static void awaitAudit(Ledger ledger, Api.Person person, String action) {
        await().untilAsserted(
                        () ->
                                assertThat(
                                                ledger.query(
                                                        "session",
                                                        "SELECT payload->>'action' FROM"
                                                                + " auth.audit_log_entries WHERE"
                                                                + " payload->>'actor_id' = '"
                                                                + person.id()
                                                                + "'"))
                                        .contains(action));
    }

    /** Events of the warm-up have left the outboxes, so that none is counted with the sign-in. */
    private static void awaitQuiet(Ledger ledger) {
        for (String database : List.of("session", "credential")) {
            await().untilAsserted(
                            () ->
                                    assertThat(
                                                    ledger.query(
                                                            database,
                                                            "SELECT count(*) FROM auth.outbox"
                                                                    + " WHERE sent_at IS NULL"))
                                            .containsExactly("0"));
        }
    }
}
