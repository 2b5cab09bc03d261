package dev.postern.credential;

import static dev.postern.credential.Ceremonies.authentication;
import static dev.postern.credential.Ceremonies.authenticator;
import static dev.postern.credential.Ceremonies.postAuthentication;
import static dev.postern.credential.Ceremonies.postRegistration;
import static dev.postern.credential.Ceremonies.registered;
import static dev.postern.credential.Ceremonies.registration;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.testkit.TestBus;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import dev.postern.testkit.authenticator.Tampering;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RaceTest {

    private static final int PARALLEL = 20;

    TestBus bus;
    TestUser user;

    @BeforeEach
    void newUser() {
        FakePeers.reset();
        user = TestUser.confirmed();
    }

    @RepeatedTest(3)
    @DisplayName("S1: cap 1, 20 valid challenges verified in parallel: one 200, nineteen 422")
    void shouldStoreNoPasskeyOverTheCap() throws Exception {
        try (SettingsChange cap = SettingsChange.maxPerUser(bus, 1)) {
            List<Callable<Response>> calls = new ArrayList<>();
            for (int i = 0; i < PARALLEL; i++) {
                ObjectNode body = registration(user, authenticator());
                calls.add(() -> postRegistration(user, body));
            }

            List<Response> responses = race(calls);

            assertThat(responses).filteredOn(response -> response.statusCode() == 200).hasSize(1);
            assertThat(responses)
                    .filteredOn(response -> response.statusCode() == 422)
                    .hasSize(PARALLEL - 1)
                    .allMatch(response -> response.path("error_code").equals("too_many_passkeys"));
            assertThat(
                            Database.count(
                                    "SELECT count(*) FROM auth.webauthn_credentials WHERE user_id ="
                                            + " ?",
                                    user.id))
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldStoreOneCredentialIdOnceAcrossUsers() throws Exception {
        byte[] id = new byte[] {1, 2, 3, 4, (byte) System.nanoTime(), (byte) user.hashCode()};
        Tampering sameId =
                Tampering.none()
                        .authenticatorData(
                                data -> {
                                    data.credentialId = id;
                                    data.credentialIdLength = id.length;
                                })
                        .id(id)
                        .rawId(id);
        List<Callable<Response>> calls = new ArrayList<>();
        for (int i = 0; i < PARALLEL; i++) {
            TestUser other = TestUser.confirmed();
            ObjectNode body = registration(other, authenticator(), sameId);
            calls.add(() -> postRegistration(other, body));
        }

        List<Response> responses = race(calls);

        assertThat(responses).filteredOn(response -> response.statusCode() == 200).hasSize(1);
        assertThat(responses)
                .filteredOn(response -> response.statusCode() == 422)
                .hasSize(PARALLEL - 1)
                .allMatch(
                        response ->
                                response.path("error_code").equals("webauthn_credential_exists"));
    }

    @RepeatedTest(3)
    @DisplayName("one challenge answered 20 times at once signs in once")
    void shouldLetOneAnswerOfAChallengeWin() throws Exception {
        SoftwareAuthenticator authenticator = authenticator();
        registered(user, authenticator);
        ObjectNode body = authentication(authenticator);

        List<Response> responses =
                race(Collections.nCopies(PARALLEL, () -> postAuthentication(body)));

        assertThat(responses).filteredOn(response -> response.statusCode() == 200).hasSize(1);
        assertThat(responses)
                .filteredOn(response -> response.statusCode() == 400)
                .hasSize(PARALLEL - 1)
                .allMatch(
                        response ->
                                response.path("error_code").equals("webauthn_challenge_not_found"));
    }

    @RepeatedTest(3)
    @DisplayName("a store that forgets every deletion still cannot make a challenge count twice")
    void shouldLetOneAnswerWinEvenWhenTheStoreForgets() throws Exception {
        SoftwareAuthenticator authenticator = authenticator();
        registered(user, authenticator);
        FakePeers.CALLS.clear();
        ObjectNode body = authentication(authenticator);
        Map<UUID, FakePeers.Challenge> lent = Map.copyOf(FakePeers.CHALLENGES);
        List<Callable<Response>> calls = new ArrayList<>();
        for (int i = 0; i < PARALLEL; i++) {
            calls.add(
                    () -> {
                        FakePeers.CHALLENGES.putAll(lent);
                        return postAuthentication(body);
                    });
        }

        List<Response> responses = race(calls);

        assertThat(responses).filteredOn(response -> response.statusCode() == 200).hasSize(1);
        assertThat(responses)
                .filteredOn(response -> response.statusCode() != 200)
                .allMatch(
                        response ->
                                response.path("error_code").equals("webauthn_challenge_not_found"));
        assertThat(FakePeers.CALLS)
                .filteredOn(call -> call.path().equals("/internal/sessions"))
                .hasSize(1);
    }

    @RepeatedTest(3)
    @DisplayName("of racing clones that show one counter value, all but one are found out")
    void shouldFindOutRacingClones() throws Exception {
        SoftwareAuthenticator authenticator = authenticator();
        UUID passkey = registered(user, authenticator);
        List<Callable<Response>> calls = new ArrayList<>();
        for (int i = 0; i < PARALLEL; i++) {
            ObjectNode body = authentication(authenticator.cloned());
            calls.add(() -> postAuthentication(body));
        }

        List<Response> responses = race(calls);

        assertThat(responses).allMatch(response -> response.statusCode() == 200);
        assertThat(
                        Database.count(
                                "SELECT count(*) FROM auth.outbox WHERE aggregate_id = ? AND type ="
                                        + " 'dev.postern.credentials.clone-suspected'",
                                passkey.toString()))
                .isEqualTo(PARALLEL - 1);
        assertThat(
                        Database.row(
                                "SELECT sign_count, event_sequence FROM auth.webauthn_credentials"
                                        + " WHERE id = ?",
                                passkey))
                .containsEntry("sign_count", 2L)
                .containsEntry("event_sequence", (long) PARALLEL);
    }

    private static List<Response> race(List<Callable<Response>> calls)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<Response> responses = new ArrayList<>();
            for (Future<Response> answered : threads.invokeAll(calls)) {
                responses.add(answered.get());
            }
            return responses;
        } finally {
            threads.shutdown();
        }
    }
}
