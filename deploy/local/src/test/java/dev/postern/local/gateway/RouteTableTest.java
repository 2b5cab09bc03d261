package dev.postern.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private final RouteTable table = RouteTable.load();

    @ParameterizedTest
    @CsvSource({
        "POST,    /auth/v1/passkeys/registration/options, challenge-service",
        "POST,    /auth/v1/passkeys/registration/verify,  credential-service",
        "PATCH,   /auth/v1/passkeys/7a1c,                 credential-service",
        "DELETE,  /auth/v1/passkeys/7a1c/,                credential-service",
        "DELETE,  /auth/v1/admin/users/u/passkeys/p,      credential-service",
        "GET,     /auth/v1/.well-known/jwks.json,         session-service",
        "OPTIONS, /auth/v1/user/,                         session-service",
        "GET,     /qr/v1/health,                          qr-bridge-service",
    })
    void shouldFindTheServiceOfListedRoute(String method, String path, String service) {
        assertThat(table.match(method, RequestPath.canonical(path).orElseThrow()).route())
                .map(Route::service)
                .contains(service);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal/sessions",
                "/q/health/ready",
                "/auth/v1",
                "/auth/v1/internal/sessions",
                "/auth/v1/passkeys/a/b",
                "/auth/v1/passkeys/registration",
                "/AUTH/v1/user",
                "/auth/v1/us%65r",
                "/auth/v1/User",
                "/auth/v1/admin/users/u/passkeys/p/q"
            })
    void shouldNotKnowOtherPaths(String path) {
        assertThat(table.match("GET", RequestPath.canonical(path).orElseThrow()).route()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/auth/v1/passkeys/..",
                "/auth/v1/passkeys/.",
                "/auth/v1/passkeys/%2e%2e",
                "/auth/v1/passkeys/..%2f..%2finternal",
                "/auth/v1/passkeys/a%2Fb",
                "/auth/v1/passkeys/a%5cb",
                "/auth/v1/passkeys/a\\b",
                "/auth/v1/passkeys/a%252fb",
                "/auth/v1/passkeys/a;x=1",
                "/auth/v1/passkeys/a%3Bx=1",
                "/auth/v1/passkeys/a%00",
                "/auth/v1/passkeys/a%0d%0a",
                "/auth/v1/passkeys/a%zz",
                "/auth/v1/passkeys/a%3fb",
                "/auth/v1//user",
                "//auth/v1/user",
                "/auth/v1/user//",
                "/auth/v1/us er",
                "auth/v1/user",
                "/",
                ""
            })
    void shouldRefusePathsThatCouldBeReadInTwoWays(String path) {
        assertThat(RequestPath.canonical(path)).isEmpty();
    }

    @Test
    void shouldNameTheMethodsOfKnownPath() {
        RouteTable.Match match = table.match("DELETE", "/auth/v1/user");

        assertThat(match.route()).isEmpty();
        assertThat(match.allowed()).containsExactly("GET", "OPTIONS", "PUT");
    }

    @Test
    void shouldPreferLiteralSegments() {
        RouteTable mixed = RouteTable.parse(List.of("GET /a/{id} general", "GET /a/b special"));

        assertThat(mixed.match("GET", "/a/b").route()).map(Route::service).contains("special");
    }

    @Test
    void shouldKeepUpgradesApartFromPlainRequests() {
        RouteTable sockets = RouteTable.parse(List.of("WEBSOCKET /qr/v1/ws qr-bridge-service"));

        assertThat(sockets.match("WEBSOCKET", "/qr/v1/ws").route()).isPresent();
        assertThat(sockets.match("GET", "/qr/v1/ws").route()).isEmpty();
        assertThat(table.match("WEBSOCKET", "/auth/v1/user").route()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /a", "GET a b", "FETCH /a b", "GET /a/ b", "GET /a/{} b", "GET /a/* b"})
    void shouldRefuseLineThatIsNoRoute(String line) {
        assertThatThrownBy(() -> RouteTable.parse(List.of(line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "%41", "~"})
    void shouldReadLongSegmentsWithoutTakingStack(String part) {
        String segment = part.repeat(100_000);

        assertThat(RequestPath.canonical("/auth/v1/passkeys/" + segment)).isPresent();
        assertThat(RequestPath.canonical("/auth/v1/passkeys/" + segment + "%2F")).isEmpty();
    }
}
