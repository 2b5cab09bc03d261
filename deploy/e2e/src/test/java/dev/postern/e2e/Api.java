package dev.postern.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;

/** Calls the public API as a front end does, at the gateway or at one replica. */
final class Api {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final String publishableKey;

    Api(URI base, String publishableKey) {
        this.base = base;
        this.publishableKey = publishableKey;
    }

    record Answer(int status, JsonNode body, HttpResponse<String> raw) {
        JsonNode expect(int expected) {
            if (status != expected) {
                throw new AssertionError(
                        "expected %d, got %d %s".formatted(expected, status, raw.body()));
            }
            return body;
        }
    }

    /** A signed-up, confirmed user. */
    record Person(UUID id, String email, String accessToken, String refreshToken) {}

    Answer call(String method, String path, String bearer, JsonNode body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path))
                        .header("apikey", publishableKey)
                        .header("X-Supabase-Api-Version", "2024-01-01")
                        .header(
                                "Authorization",
                                "Bearer " + (bearer == null ? publishableKey : bearer))
                        .header("Content-Type", "application/json;charset=UTF-8")
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body.toString()));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response =
                    HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            boolean json =
                    response.headers()
                            .firstValue("Content-Type")
                            .filter(type -> type.startsWith("application/json"))
                            .isPresent();
            return new Answer(
                    response.statusCode(),
                    json ? JSON.readTree(response.body()) : JsonNodeFactory.instance.missingNode(),
                    response);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    Answer post(String path, String bearer, JsonNode body, String... headers) {
        return call("POST", path, bearer, body, headers);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    Person signUp(String... headers) {
        String email = "e2e-" + UUID.randomUUID() + "@example.org";
        JsonNode session =
                post(
                                "/auth/v1/signup",
                                null,
                                object().put("email", email).put("password", "correct horse 9"),
                                headers)
                        .expect(200);
        return new Person(
                UUID.fromString(session.path("user").path("id").asText()),
                email,
                session.path("access_token").asText(),
                session.path("refresh_token").asText());
    }

    JsonNode registrationOptions(Person person) {
        return post("/auth/v1/passkeys/registration/options", person.accessToken(), object())
                .expect(200);
    }

    Answer verifyRegistration(Person person, JsonNode challenge, JsonNode credential) {
        return post(
                "/auth/v1/passkeys/registration/verify",
                person.accessToken(),
                answerTo(challenge, credential));
    }

    JsonNode authenticationOptions() {
        return post("/auth/v1/passkeys/authentication/options", null, object()).expect(200);
    }

    Answer verifyAuthentication(JsonNode challenge, JsonNode credential, String... headers) {
        return post(
                "/auth/v1/passkeys/authentication/verify",
                null,
                answerTo(challenge, credential),
                headers);
    }

    void registerPasskey(Person person, SoftwareAuthenticator authenticator) {
        JsonNode challenge = registrationOptions(person);
        verifyRegistration(person, challenge, authenticator.register(challenge.path("options")))
                .expect(200);
    }

    JsonNode signIn(SoftwareAuthenticator authenticator) {
        JsonNode challenge = authenticationOptions();
        return verifyAuthentication(
                        challenge, authenticator.authenticate(challenge.path("options")))
                .expect(200);
    }

    String text(String path) {
        return call("GET", path, null, null).raw().body();
    }

    private static ObjectNode answerTo(JsonNode challenge, JsonNode credential) {
        ObjectNode body = object();
        body.put("challenge_id", challenge.path("challenge_id").asText());
        body.set("credential", credential);
        return body;
    }
}
