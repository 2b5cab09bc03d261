package dev.postern.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.settings.ProjectSettings.RelyingParty;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelyingPartyRulesTest {

    private static List<String> violations(String id, String... origins) {
        return RelyingPartyRules.violations(new RelyingParty(id, "Example", List.of(origins)));
    }

    @ParameterizedTest
    @CsvSource({
        "example.com,https://example.com",
        "example.com,https://app.example.com:8443",
        "localhost,http://localhost:8000",
        "localhost,http://127.0.0.1:8000",
        "localhost,http://[::1]:8000",
        "example.com,android:apk-key-hash:0123456789012345678901234567890123456789-_A",
        "example.com,android:apk-key-hash-sha256:0123456789012345678901234567890123456789-_A"
    })
    void shouldAcceptWhatBrowsersAndAppsSend(String id, String origin) {
        assertThat(violations(id, origin)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://example.com",
                "example.com:443",
                "example.com/x",
                "Example.com",
                "com",
                "ex_ample.com",
                "-a.example"
            })
    void shouldRefuseAnRpIdThatIsNotAPlainHostName(String id) {
        assertThat(violations(id, "https://example.com"))
                .anyMatch(text -> text.contains("is not a valid Relying Party ID"));
    }

    @Test
    void shouldAskForANameAndAnOrigin() {
        assertThat(RelyingPartyRules.violations(new RelyingParty("example.com", " ", List.of())))
                .containsExactly(
                        "Relying Party Display Name is required when Passkey is enabled",
                        "At least one origin is required");
    }

    @Test
    void shouldAllowFiveOriginsAndNoMore() {
        String o = "https://a.example.com";
        assertThat(violations("example.com", o, o, o, o, o)).isEmpty();
        assertThat(violations("example.com", o, o, o, o, o, o))
                .containsExactly("A maximum of 5 origins is allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://app.example.com|\"http://app.example.com\" must use HTTPS unless it is a"
                        + " localhost origin",
                "ftp://app.example.com|\"ftp://app.example.com\" must use HTTPS or be a supported"
                        + " app origin",
                "not a url|\"not a url\" is not a valid URL",
                "example.com|\"example.com\" is not a valid URL",
                "https://example.com/|\"https://example.com/\" must be a plain origin without"
                        + " path, query, or fragment (e.g. \"https://host\")",
                "https://example.com?x|\"https://example.com?x\" must be a plain origin without"
                        + " path, query, or fragment (e.g. \"https://host\")",
                "https://evil-example.com|\"https://evil-example.com\" is not compatible with"
                        + " Relying Party ID \"example.com\". The origin's hostname must match or"
                        + " be a subdomain of the RP ID."
            })
    void shouldSayWhatIsWrongWithAnOrigin(String origin, String sentence) {
        assertThat(violations("example.com", origin)).containsExactly(sentence);
    }

    @Test
    void shouldSplitOriginsAndDropBlanks() {
        assertThat(RelyingPartyRules.splitOrigins(" https://a.b , ,https://c.d,"))
                .containsExactly("https://a.b", "https://c.d");
        assertThat(RelyingPartyRules.splitOrigins(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"co.uk", "github.io", "anything.ck", "xn--55qx5d.cn"})
    void shouldRefuseAPublicSuffix(String id) {
        assertThat(violations(id, "https://" + id))
                .anyMatch(text -> text.contains("public suffix"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.co.uk", "ann.github.io", "www.ck", "localhost"})
    void shouldAcceptANameOfOnesOwn(String id) {
        assertThat(violations(id, "https://" + id)).isEmpty();
    }

    @Test
    void shouldAcceptRelatedAndTopOriginsOutsideTheRpId() {
        var relyingParty =
                new RelyingParty(
                        "example.com",
                        "Example",
                        List.of("https://example.com", "ios:bundle-id:com.example.app"),
                        List.of("https://example.co.uk"),
                        List.of("https://portal.example.org"));

        assertThat(RelyingPartyRules.violations(relyingParty)).isEmpty();
        assertThat(relyingParty.allOrigins()).contains("https://example.co.uk").hasSize(3);
    }

    @Test
    void shouldHoldRelatedAndTopOriginsToTheirForm() {
        String o = "https://a.example.org";
        var relyingParty =
                new RelyingParty(
                        "example.com",
                        "Example",
                        List.of("https://example.com"),
                        List.of("http://example.org", "nonsense", "https://example.org/x"),
                        List.of(o, o, o, o, o, o));

        assertThat(RelyingPartyRules.violations(relyingParty))
                .containsExactly(
                        "\"http://example.org\" must use HTTPS unless it is a localhost origin",
                        "\"nonsense\" is not a valid URL",
                        "\"https://example.org/x\" must be a plain origin without path, query, or"
                                + " fragment (e.g. \"https://host\")",
                        "A maximum of 5 top origins is allowed");
    }
}
