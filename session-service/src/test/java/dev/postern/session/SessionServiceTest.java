package dev.postern.session;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.testkit.PosternTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What tests of this service share: real stores, and the calls a client makes. */
@QuarkusTestResource(
        value = PosternTestResource.class,
        initArgs = @ResourceArg(name = "settings", value = "none"))
public abstract class SessionServiceTest {

    protected static final String PASSWORD = "correct horse battery";
    protected static final ObjectMapper JSON = new ObjectMapper();

    @Inject protected Database database;

    /** A request as supabase-js makes it. */
    protected static RequestSpecification client() {
        return given().contentType("application/json;charset=UTF-8")
                .header("X-Supabase-Api-Version", "2024-01-01")
                .header("apikey", PosternTestResource.PUBLISHABLE_KEY)
                .header("Authorization", "Bearer " + PosternTestResource.PUBLISHABLE_KEY)
                .header("X-Client-Info", "supabase-js-web/2.109.0");
    }

    /** A request of an old client, which gets the old error envelope. */
    protected static RequestSpecification oldClient() {
        return given().contentType(ContentType.JSON);
    }

    /** A request of a signed-in user. */
    protected static RequestSpecification as(Response session) {
        return as(session.path("access_token").toString());
    }

    protected static RequestSpecification as(String accessToken) {
        return given().contentType("application/json;charset=UTF-8")
                .header("X-Supabase-Api-Version", "2024-01-01")
                .header("apikey", PosternTestResource.PUBLISHABLE_KEY)
                .header("Authorization", "Bearer " + accessToken);
    }

    /** A request of another service of the suite. */
    protected static RequestSpecification service() {
        return given().contentType(ContentType.JSON)
                .header("Authorization", "Bearer " + PosternTestResource.SERVICE_TOKEN);
    }

    /** A request of a back end that holds the secret key, as supabase-js makes it. */
    protected static RequestSpecification admin() {
        return given().contentType("application/json;charset=UTF-8")
                .header("X-Supabase-Api-Version", "2024-01-01")
                .header("apikey", PosternTestResource.SECRET_KEY)
                .header("Authorization", "Bearer " + PosternTestResource.SECRET_KEY);
    }

    protected static String newEmail() {
        return "user-" + UUID.randomUUID() + "@example.org";
    }

    protected static Response signUp(String email) {
        return signUp(email, PASSWORD);
    }

    protected static Response signUp(String email, String password) {
        return client().body(Map.of("email", email, "password", password)).post("/auth/v1/signup");
    }

    protected static Response signIn(String email, String password) {
        return client().body(Map.of("email", email, "password", password))
                .post("/auth/v1/token?grant_type=password");
    }

    protected static Response refresh(String refreshToken) {
        return client().body(Map.of("refresh_token", refreshToken))
                .post("/auth/v1/token?grant_type=refresh_token");
    }

    protected static String refreshToken(Response session) {
        return session.path("refresh_token");
    }

    protected static String userId(Response session) {
        return session.path("user.id");
    }

    /** The claims of an access token, unverified. */
    protected static JsonNode claims(Response session) {
        return part(session, 1);
    }

    protected static JsonNode part(Response session, int index) {
        String part = session.path("access_token").toString().split("\\.")[index];
        try {
            return JSON.readTree(
                    new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(malformed);
        }
    }

    protected static Map<String, Object> body(Object... pairs) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            body.put(pairs[i].toString(), pairs[i + 1]);
        }
        return body;
    }
}
