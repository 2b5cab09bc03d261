package dev.postern.qr.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class HandoffLinkTest {

    private static final String SID = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private static final String HASH = "HVb4t9InFCELCPiyQS6XNUIQODQo-sJcyt2T-abWTBg";
    private static final Set<String> HOSTS = Set.of("l.example.com", "localhost:8000");

    @Test
    void shouldReadALink() {
        HandoffLink link =
                HandoffLink.parse(
                        "https://l.example.com/?sessionId=" + SID + "&h=" + HASH + "&v=1", HOSTS);

        assertThat(link.sessionId()).isEqualTo(SID);
        assertThat(link.keyHash()).contains(HASH);
    }

    @Test
    void shouldReadALinkOfALocalStack() {
        assertThat(
                        HandoffLink.parse(
                                        "http://localhost:8000/phone?sessionId="
                                                + SID
                                                + "&h="
                                                + HASH
                                                + "&v=1",
                                        HOSTS)
                                .sessionId())
                .isEqualTo(SID);
    }

    @Test
    void shouldReadALinkWithoutCommitmentOnlyWhenAllowed() {
        String link = "https://l.example.com/?sessionId=" + SID;

        assertThat(HandoffLink.parse(link, HOSTS, HandoffLink.Commitment.OPTIONAL).keyHash())
                .isEmpty();
        assertRefused(link);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "hello",
                "https://",
                "https://l.example.com/?sessionId=%SID&h=%H",
                "https://l.example.com/?sessionId=%SID&h=%H&v=2",
                "https://l.example.com/?sessionId=%SID&h=short&v=1",
                "https://l.example.com/?sessionId=Zm9vYmFyLXNlc3Npb24taWQ&h=%H&v=1",
                "https://l.example.com/?sessionId=%SID&sessionId=%SID&h=%H&v=1",
                "https://l.example.com/?h=%H&v=1",
                "https://evil.example.com/?sessionId=%SID&h=%H&v=1",
                "https://l.example.com:444/?sessionId=%SID&h=%H&v=1",
                "https://l.example.com@evil.example.com/?sessionId=%SID&h=%H&v=1",
                "https://user@l.example.com/?sessionId=%SID&h=%H&v=1",
                "http://l.example.com/?sessionId=%SID&h=%H&v=1",
                "javascript:alert(1)",
                "intent://l.example.com/?sessionId=%SID&h=%H&v=1"
            })
    void shouldRefuseAnythingElse(String text) {
        assertRefused(text == null ? null : text.replace("%SID", SID).replace("%H", HASH));
    }

    @Test
    void shouldRefuseALinkOfAbsurdLength() {
        assertRefused(
                "https://l.example.com/?sessionId="
                        + SID
                        + "&h="
                        + HASH
                        + "&v=1&x="
                        + "a".repeat(4000));
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> HandoffLink.parse(text, HOSTS))
                .isInstanceOfSatisfying(
                        HandoffException.class,
                        e -> assertThat(e.code()).isEqualTo(HandoffException.INVALID_LINK));
    }
}
