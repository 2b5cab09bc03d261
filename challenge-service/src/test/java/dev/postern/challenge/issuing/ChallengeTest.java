package dev.postern.challenge.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChallengeTest {

    private static final Instant END = Instant.parse("2026-11-21T10:00:00Z");

    private static Challenge challenge(boolean conditional) {
        return new Challenge(
                UUID.randomUUID(),
                Ceremony.REGISTRATION,
                Optional.of(UUID.randomUUID()),
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                "required",
                conditional,
                END);
    }

    @Test
    @DisplayName("the time to live ends at its instant, not before and not after")
    void shouldExpireExactly() {
        assertThat(challenge(false).isExpired(END.minusNanos(1))).isFalse();
        assertThat(challenge(false).isExpired(END)).isTrue();
        assertThat(challenge(false).isExpired(END.plusSeconds(1))).isTrue();
    }

    @Test
    @DisplayName("TestSessionDataRoundTrip")
    void shouldReadWhatItWrites() {
        for (boolean conditional : new boolean[] {true, false}) {
            Challenge written = challenge(conditional);
            assertThat(Challenge.parse(written.id(), written.serialize())).isEqualTo(written);
        }
        Challenge anybodys =
                new Challenge(
                        UUID.randomUUID(),
                        Ceremony.AUTHENTICATION,
                        Optional.empty(),
                        "AAECAw",
                        "preferred",
                        false,
                        END);
        assertThat(Challenge.parse(anybodys.id(), anybodys.serialize())).isEqualTo(anybodys);
    }
}
