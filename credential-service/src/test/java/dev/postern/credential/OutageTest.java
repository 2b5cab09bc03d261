package dev.postern.credential;

import static dev.postern.credential.Ceremonies.authentication;
import static dev.postern.credential.Ceremonies.authenticator;
import static dev.postern.credential.Ceremonies.postAuthentication;
import static dev.postern.credential.Ceremonies.postRegistration;
import static dev.postern.credential.Ceremonies.refused;
import static dev.postern.credential.Ceremonies.registered;
import static dev.postern.credential.Ceremonies.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class OutageTest {

    private static final int HANGS_UP = 0;
    private static final int NEVER_ANSWERS = 1;

    TestUser user;
    SoftwareAuthenticator authenticator;
    UUID passkey;

    @BeforeEach
    void registeredPasskey() {
        FakePeers.reset();
        user = TestUser.confirmed();
        authenticator = authenticator();
        passkey = registered(user, authenticator);
        FakePeers.CALLS.clear();
    }

    @AfterEach
    void repair() {
        FakePeers.FAULTS.clear();
    }

    @ParameterizedTest
    @ValueSource(ints = {HANGS_UP, NEVER_ANSWERS, 500, 503, 401})
    void shouldAskToComeBackWhenChallengeServiceFailsAndNeverConsumeAgain(int fault) {
        FakePeers.FAULTS.put("/internal/challenges", fault);

        unavailable(postAuthentication(authentication(authenticator)));

        assertThat(FakePeers.CALLS).hasSize(1);
        assertThat(
                        Database.row(
                                        "SELECT last_used_at FROM auth.webauthn_credentials WHERE id"
                                                + " = ?",
                                        passkey)
                                .get("last_used_at"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {HANGS_UP, 500})
    void shouldAskToComeBackWhenNoSessionCanBeOpenedAndNotTryTwice(int fault) {
        FakePeers.FAULTS.put("/internal/sessions", fault);

        unavailable(postAuthentication(authentication(authenticator)));

        assertThat(FakePeers.CALLS)
                .filteredOn(call -> call.path().equals("/internal/sessions"))
                .hasSize(1);
    }

    @Test
    void shouldFailClosedWhenTheSessionCannotBeIntrospected() {
        ObjectNode body = registration(user, authenticator());
        FakePeers.FAULTS.put("/internal/sessions/", 500);

        unavailable(postRegistration(user, body));

        assertThat(FakePeers.CHALLENGES).hasSize(1);
    }

    @Test
    void shouldAskAboutASessionOnceMoreWhenTheConnectionBreaks() {
        ObjectNode body = registration(user, authenticator());
        FakePeers.FAULTS.put("/internal/sessions/", HANGS_UP);

        unavailable(postRegistration(user, body));

        assertThat(FakePeers.CALLS).hasSize(2);
    }

    @Test
    void shouldRelayALimitWithItsRetryAfter() {
        FakePeers.FAULTS.put("/internal/challenges", 429);

        refused(
                        postAuthentication(authentication(authenticator)),
                        429,
                        "over_request_rate_limit",
                        "Request rate limit reached")
                .header("Retry-After", "17");
    }

    private static void unavailable(Response response) {
        response.then()
                .statusCode(503)
                .header("Retry-After", "1")
                .body("error_code", is("unexpected_failure"))
                .body(
                        "msg",
                        is("The service is temporarily unavailable, please retry after a moment."));
    }
}
