package dev.postern.qr.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokensTest {

    @Test
    void shouldNeverRepeatAndStayInTheShard() {
        Set<String> seen = new HashSet<>();
        Set<Integer> shards = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            String token = Tokens.random();
            String sibling = Tokens.randomBeside(token);
            shards.add(Tokens.shard(token));
            assertThat(Tokens.isWellFormed(token)).isTrue();
            assertThat(Tokens.isWellFormed(sibling)).isTrue();
            assertThat(Tokens.shard(sibling)).isEqualTo(Tokens.shard(token));
            assertThat(seen.add(token) && seen.add(sibling)).isTrue();
        }
        assertThat(shards).hasSize(16);
    }

    @Test
    void shouldNameAHandoffWithoutItsId() {
        String id = Tokens.random();
        assertThat(Tokens.publicName(id)).hasSize(22).isNotEqualTo(id.substring(0, 22));
        assertThat(Tokens.publicName(id)).isEqualTo(Tokens.publicName(id));
    }

    @Test
    void shouldKnowATokenByItsForm() {
        assertThat(Tokens.isWellFormed(null)).isFalse();
        assertThat(Tokens.isWellFormed("A".repeat(42))).isFalse();
        assertThat(Tokens.isWellFormed("A".repeat(42) + "=")).isFalse();
    }
}
