package dev.postern.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {

    private static final ApiProblem BANNED = ApiProblem.of(Problem.USER_BANNED);

    @ParameterizedTest
    @ValueSource(strings = {"2024-01-01", "2024-01-02", "2031-12-31"})
    void shouldSendNamedCodesToVersionsThatKnowThem(String version) {
        Dialect.Envelope envelope = Dialect.SUPABASE.envelope(BANNED, version, "r");

        assertThat(envelope.body())
                .containsExactly(
                        Map.entry("code", "user_banned"), Map.entry("message", "User is banned"));
        assertThat(envelope.headers())
                .containsEntry("X-Supabase-Api-Version", "2024-01-01")
                .containsEntry("x-sb-error-code", "user_banned");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"2023-12-31", "yesterday", "", "2024-13-45", "20240101"})
    void shouldSendNumericCodesToOlderAbsentOrUnparseableVersions(String version) {
        Dialect.Envelope envelope = Dialect.SUPABASE.envelope(BANNED, version, "r");

        assertThat(envelope.body())
                .containsExactly(
                        Map.entry("code", 403),
                        Map.entry("error_code", "user_banned"),
                        Map.entry("msg", "User is banned"));
        assertThat(envelope.headers()).containsOnlyKeys("x-sb-error-code");
    }

    @Test
    void shouldNameTheRequestInTheOldEnvelopeOfAServerError() {
        ApiProblem failure = ApiProblem.of(Problem.UNEXPECTED_FAILURE);

        assertThat(Dialect.SUPABASE.envelope(failure, null, "req-1").body())
                .containsEntry("error_id", "req-1");
        assertThat(Dialect.SUPABASE.envelope(failure, "2024-01-01", "req-1").body())
                .doesNotContainKey("error_id");
    }

    @Test
    void shouldKeepDetailsInBothEnvelopes() {
        ApiProblem weak = BANNED.with("weak_password", Map.of("reasons", List.of("length")));

        assertThat(Dialect.SUPABASE.envelope(weak, null, "r").body()).containsKey("weak_password");
        assertThat(Dialect.SUPABASE.envelope(weak, "2024-01-01", "r").body())
                .containsKey("weak_password");
    }

    @Test
    void shouldSpeakNhostUnderV1AndManagementUnderProjects() {
        assertThat(Dialect.at("/auth/v1/user")).isEqualTo(Dialect.SUPABASE);
        assertThat(Dialect.at("/internal/sessions")).isEqualTo(Dialect.SUPABASE);
        assertThat(Dialect.at("/v1/signin/webauthn")).isEqualTo(Dialect.NHOST);
        assertThat(Dialect.at("/v1/projects/x/config/auth")).isEqualTo(Dialect.MANAGEMENT);
        assertThat(Dialect.NHOST.envelope(BANNED, null, "r").body())
                .containsExactly(
                        Map.entry("status", 403),
                        Map.entry("error", "user_banned"),
                        Map.entry("message", "User is banned"));
    }

    @Test
    void shouldTreatARelayedMessageAsTextAndNotAsATemplate() {
        assertThat(ApiProblem.relayed(400, "x", "100% %s").getMessage()).isEqualTo("100% %s");
    }

    @Test
    void shouldRoundTheWaitUpToWholeSeconds() {
        assertThat(BANNED.retryAfter(java.time.Duration.ofMillis(1001)).headers())
                .containsEntry("Retry-After", "2");
    }

    @Test
    void shouldSpeakTheBridgesWordsUnderItsPaths() {
        ApiProblem slow =
                ApiProblem.of(Problem.OVER_REQUEST_RATE_LIMIT)
                        .retryAfter(java.time.Duration.ofSeconds(3));

        assertThat(Dialect.at("/qr/v1/poll")).isEqualTo(Dialect.QR);
        assertThat(Dialect.at("/api/v1/session/x")).isEqualTo(Dialect.QR);
        assertThat(Dialect.QR.envelope(slow, "2024-01-01", "r").body())
                .isEqualTo(
                        Map.of(
                                "code",
                                "slow_down",
                                "message",
                                "Too many requests, please wait",
                                "status",
                                429,
                                "retryAfter",
                                3L));
        assertThat(Dialect.QR.envelope(BANNED, null, "r").body())
                .containsEntry("code", "invalid_token")
                .containsEntry("status", 401);
        assertThat(Dialect.QR.envelope(BANNED, null, "r").problem().status()).isEqualTo(401);
    }
}
