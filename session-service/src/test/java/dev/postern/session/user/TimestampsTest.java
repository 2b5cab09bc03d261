package dev.postern.session.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampsTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.1Z, 2026-01-02T03:04:05.1Z",
        "2026-01-02T03:04:05.120Z, 2026-01-02T03:04:05.12Z",
        "2026-01-02T03:04:05.123456789Z, 2026-01-02T03:04:05.123456Z"
    })
    void shouldWriteAtMostSixDigitsAndNoTrailingZeroes(String instant, String expected) {
        assertThat(Timestamps.format(Instant.parse(instant))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05+00:00, 2026-01-02T03:04:05Z",
        "2026-01-02T05:04:05.5+02:00, 2026-01-02T03:04:05.5Z"
    })
    void shouldReadWhatDatabaseWritesIntoJson(String database, String expected) {
        assertThat(Timestamps.reformat(database)).isEqualTo(expected);
    }
}
