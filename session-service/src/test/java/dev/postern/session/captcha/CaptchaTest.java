package dev.postern.session.captcha;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.session.SessionServiceTest;
import dev.postern.testkit.PosternTestResource;
import dev.postern.testkit.SiteVerifyResource;
import dev.postern.testkit.SiteVerifyServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(CaptchaTest.Guarded.class)
class CaptchaTest extends SessionServiceTest {

    /** A captcha provider guards the public endpoints, which are limited too. */
    public static class Guarded implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "postern.sign-ups.anonymous", "true", "postern.rate-limits.enabled", "true");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(SiteVerifyResource.class));
        }
    }

    private static final String SIGN_UP = "/auth/v1/signup";
    private static final String PASSWORD_GRANT = "/auth/v1/token?grant_type=password";
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    SiteVerifyServer provider;

    @ParameterizedTest
    @ValueSource(strings = {SIGN_UP, PASSWORD_GRANT, "/auth/v1/resend"})
    void shouldDemandTokenOfEveryBody(String path) {
        int asked = provider.forms().size();

        for (Object security :
                new Object[] {null, Map.of(), body("captcha_token", null), token(" ")}) {
            assertRefused(
                    call(path, anyAddress(), security),
                    400,
                    "captcha_failed",
                    disallowed("no captcha_token found"));
        }
        assertThat(provider.forms()).hasSize(asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {SIGN_UP, PASSWORD_GRANT, "/auth/v1/resend"})
    void shouldRefuseWhomTheProviderRefuses(String path) {
        assertRefused(
                call(path, anyAddress(), token("a robot's")),
                400,
                "captcha_failed",
                disallowed("invalid-input-response, timeout-or-duplicate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {SIGN_UP, PASSWORD_GRANT, "/auth/v1/resend"})
    void shouldVouchForNobodyWhileTheProviderIsInTrouble(String path) {
        assertRefused(
                call(path, anyAddress(), token(SiteVerifyServer.OUTAGE)),
                500,
                "unexpected_failure",
                "captcha verification process failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {SIGN_UP, PASSWORD_GRANT, "/auth/v1/resend"})
    void shouldRefuseBodyThatIsNotJson(String path) {
        for (String body : new String[] {"", "no json", "[]", "{\"gotrue_meta_security\":7}"}) {
            client().header("X-Forwarded-For", anyAddress())
                    .body(body)
                    .post(path)
                    .then()
                    .statusCode(400)
                    .header("x-sb-error-code", "bad_json");
        }
    }

    @Test
    void shouldSignUpAndInWhomTheProviderKnows() {
        String email = newEmail();
        String address = anyAddress();

        person(address, "email", email, "password", PASSWORD).post(SIGN_UP).then().statusCode(200);
        person(address, "email", email, "password", PASSWORD)
                .post(PASSWORD_GRANT)
                .then()
                .statusCode(200);
        person(address, "type", "signup", "email", email)
                .post("/auth/v1/resend")
                .then()
                .statusCode(200);

        assertThat(provider.forms())
                .filteredOn(form -> address.equals(form.get("remoteip")))
                .hasSize(3)
                .allMatch(form -> form.get("secret").equals(SiteVerifyServer.SECRET));
    }

    @Test
    void shouldGuardAnonymousSignUp() {
        assertRefused(
                client().header("X-Forwarded-For", anyAddress()).body("{}").post(SIGN_UP),
                400,
                "captcha_failed",
                disallowed("no captcha_token found"));

        person(anyAddress(), "data", Map.of()).post(SIGN_UP).then().statusCode(200);
    }

    @Test
    void shouldNotGuardRefreshAndVerification() {
        Response session =
                person(anyAddress(), "email", newEmail(), "password", PASSWORD).post(SIGN_UP);

        client().header("X-Forwarded-For", anyAddress())
                .body(body("refresh_token", refreshToken(session)))
                .post("/auth/v1/token?grant_type=refresh_token")
                .then()
                .statusCode(200);
        client().header("X-Forwarded-For", anyAddress())
                .body(body("type", "signup", "email", newEmail(), "token", "123456"))
                .post("/auth/v1/verify")
                .then()
                .statusCode(403)
                .header("x-sb-error-code", "otp_expired");
    }

    @Test
    void shouldNotAskAnAdministrator() {
        oldClient()
                .header("X-Forwarded-For", anyAddress())
                .header("apikey", PosternTestResource.SECRET_KEY)
                .header("Authorization", "Bearer " + PosternTestResource.SECRET_KEY)
                .body(body("email", newEmail(), "password", PASSWORD))
                .post(SIGN_UP)
                .then()
                .statusCode(200);
    }

    @Test
    void shouldAskTheProviderBeforeItCountsSignUps() {
        String address = anyAddress();
        for (int i = 0; i < 31; i++) {
            assertRefused(
                    call(SIGN_UP, address, null),
                    400,
                    "captcha_failed",
                    disallowed("no captcha_token found"));
        }

        person(address, "email", newEmail(), "password", PASSWORD)
                .post(SIGN_UP)
                .then()
                .statusCode(200);
    }

    @Test
    void shouldCountSignInsBeforeItAsksTheProvider() {
        String address = anyAddress();
        for (int i = 0; i < 30; i++) {
            call(PASSWORD_GRANT, address, null).then().statusCode(400);
        }

        assertRefused(
                call(PASSWORD_GRANT, address, token(SiteVerifyServer.PERSON)),
                429,
                "over_request_rate_limit",
                "Request rate limit reached");
        assertThat(provider.forms()).noneMatch(form -> address.equals(form.get("remoteip")));
    }

    private static Response call(String path, String address, Object security) {
        return client().header("X-Forwarded-For", address)
                .body(
                        body(
                                "email",
                                newEmail(),
                                "password",
                                PASSWORD,
                                "type",
                                "signup",
                                "gotrue_meta_security",
                                security))
                .post(path);
    }

    private static RequestSpecification person(String address, Object... pairs) {
        Map<String, Object> body = body(pairs);
        body.put("gotrue_meta_security", token(SiteVerifyServer.PERSON));
        return client().header("X-Forwarded-For", address).body(body);
    }

    private static Map<String, Object> token(String token) {
        return body("captcha_token", token);
    }

    private static String disallowed(String why) {
        return "captcha protection: request disallowed (" + why + ")";
    }

    private static String anyAddress() {
        int next = ADDRESSES.incrementAndGet();
        return "198.51.%d.%d".formatted(next / 250, 1 + next % 250);
    }
}
