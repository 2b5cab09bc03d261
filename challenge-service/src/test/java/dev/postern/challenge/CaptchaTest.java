package dev.postern.challenge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.testkit.PosternTestResource;
import dev.postern.testkit.SiteVerifyResource;
import dev.postern.testkit.SiteVerifyServer;
import dev.postern.testkit.TestBus;
import dev.postern.testkit.TestSettings;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ChallengeServiceTest
@TestProfile(CaptchaTest.Guarded.class)
class CaptchaTest {

    /** A captcha provider guards the public endpoints. */
    public static class Guarded implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(SiteVerifyResource.class));
        }
    }

    private static final String PATH = "/auth/v1/passkeys/authentication/options";
    private static final String CLIENT = "198.51.100.77";

    TestBus bus;
    SiteVerifyServer provider;

    @BeforeEach
    void awaitReady() {
        await().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"gotrue_meta_security\":{}}",
                "{\"gotrue_meta_security\":null}",
                "{\"gotrue_meta_security\":{\"captcha_token\":null}}",
                "{\"gotrue_meta_security\":{\"captcha_token\":\"\"}}",
                "{\"gotrue_meta_security\":{\"captcha_token\":\" \\t\"}}"
            })
    void testAuthenticationOptionsCaptchaRequired(String body) {
        int asked = provider.forms().size();

        refused(options(body), "captcha_failed", disallowed("no captcha_token found"));

        assertThat(provider.forms()).hasSize(asked);
    }

    @Test
    void testAuthenticationOptionsCaptchaValid() {
        options(token(SiteVerifyServer.PERSON)).then().statusCode(200);

        assertThat(provider.forms().get(provider.forms().size() - 1))
                .isEqualTo(
                        Map.of(
                                "secret", SiteVerifyServer.SECRET,
                                "response", SiteVerifyServer.PERSON,
                                "remoteip", CLIENT));
    }

    @Test
    void testAuthenticationOptionsCaptchaInvalid() {
        refused(
                options(token("a robot's")),
                "captcha_failed",
                disallowed("invalid-input-response, timeout-or-duplicate"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "[]",
                "{\"gotrue_meta_security\":[]}",
                "{\"gotrue_meta_security\":{\"captcha_token\":7}}"
            })
    void shouldRefuseBodyThatIsNotJson(String body) {
        options(body).then().statusCode(400).body("code", equalTo("bad_json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {SiteVerifyServer.SILENCE, SiteVerifyServer.GARBAGE, SiteVerifyServer.OUTAGE})
    void shouldVouchForNobodyWhileTheProviderIsInTrouble(String token) {
        options(token(token))
                .then()
                .statusCode(500)
                .body("code", equalTo("unexpected_failure"))
                .body("message", equalTo("captcha verification process failed"));
    }

    @Test
    void shouldNotAskAnAdministrator() {
        given().header("apikey", PosternTestResource.SECRET_KEY)
                .body("{}")
                .post(PATH)
                .then()
                .statusCode(200);
        given().header("Authorization", "Bearer " + TestTokens.ofAdministrator())
                .body("{}")
                .post(PATH)
                .then()
                .statusCode(200);
    }

    @Test
    void shouldAskUserAndFrontEndAlike() {
        given().header("apikey", PosternTestResource.PUBLISHABLE_KEY)
                .body("{}")
                .post(PATH)
                .then()
                .statusCode(400);
        given().header(
                        "Authorization",
                        "Bearer " + TestTokens.of(UUID.randomUUID(), UUID.randomUUID()))
                .body("{}")
                .post(PATH)
                .then()
                .statusCode(400);
    }

    @Test
    void shouldCountBeforeItAsksTheProvider() {
        ObjectNode limited = TestSettings.standard();
        limited.withObject("/limits").put("enabled", true);
        bus.publishSettings(limited);
        try {
            await().until(
                            () -> {
                                for (int i = 0; i < 31; i++) {
                                    if (options("{}").statusCode() == 429) {
                                        return true;
                                    }
                                }
                                return false;
                            });
            int asked = provider.forms().size();

            options(token(SiteVerifyServer.PERSON)).then().statusCode(429);

            assertThat(provider.forms()).hasSize(asked);
        } finally {
            bus.publishSettings(TestSettings.standard());
            await().until(() -> options("{}").statusCode() == 400);
        }
    }

    @Test
    void shouldLogNeitherSecretNorToken() {
        StringBuilder log = new StringBuilder();
        Handler listener = listener(log);
        Logger.getLogger("").addHandler(listener);
        try {
            options(token(SiteVerifyServer.GARBAGE)).then().statusCode(500);
            options(token(SiteVerifyServer.OUTAGE)).then().statusCode(500);
            options(token("a robot's")).then().statusCode(400);
        } finally {
            Logger.getLogger("").removeHandler(listener);
        }

        assertThat(log.toString())
                .contains("captcha provider")
                .doesNotContain(SiteVerifyServer.SECRET)
                .doesNotContain(SiteVerifyServer.GARBAGE)
                .doesNotContain(SiteVerifyServer.OUTAGE)
                .doesNotContain("robot");
    }

    private static Handler listener(StringBuilder log) {
        Handler listener =
                new Handler() {
                    @Override
                    public void publish(LogRecord entry) {
                        synchronized (log) {
                            log.append(getFormatter().format(entry));
                        }
                    }

                    @Override
                    public void flush() {
                        // Nothing is held back.
                    }

                    @Override
                    public void close() {
                        // Nothing is held open.
                    }
                };
        listener.setFormatter(new PatternFormatter("%p %m%n%e"));
        return listener;
    }

    private static Response options(String body) {
        return given().header("X-Supabase-Api-Version", "2024-01-01")
                .header("X-Forwarded-For", CLIENT)
                .body(body)
                .contentType("application/json;charset=UTF-8")
                .post(PATH);
    }

    private static String token(String token) {
        return "{\"gotrue_meta_security\":{\"captcha_token\":\"" + token + "\"}}";
    }

    private static String disallowed(String why) {
        return "captcha protection: request disallowed (" + why + ")";
    }

    private static void refused(Response answer, String code, String message) {
        answer.then().statusCode(400).body("code", equalTo(code)).body("message", equalTo(message));
    }
}
