package dev.postern.credential.relyingparty;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.credential.attestation.Conveyance;
import dev.postern.credential.record.CredentialRecord;
import dev.postern.settings.OfferedAlgorithms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The test vectors of WebAuthn Level 3 and the negative cases made from them. */
final class Vectors {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UUID OWNER = UUID.randomUUID();

    private final JsonNode vectors;
    private final JsonNode negatives;
    private final Map<String, JsonNode> byName = new HashMap<>();

    private Vectors(Path folder) {
        vectors = read(folder.resolve("w3c-webauthn-l3.json"));
        negatives = read(folder.resolve("negative-cases.json"));
        vectors.get("vectors").forEach(vector -> byName.put(vector.get("name").asText(), vector));
    }

    /** The vectors, where the checkout has them beside it. */
    static Optional<Vectors> find() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("shared/vectors"))) {
            folder = folder.getParent();
        }
        return Optional.ofNullable(folder)
                .map(found -> new Vectors(found.resolve("shared/vectors")));
    }

    List<JsonNode> vectors() {
        List<JsonNode> all = new ArrayList<>();
        vectors.get("vectors").forEach(all::add);
        return all;
    }

    List<JsonNode> negatives() {
        List<JsonNode> all = new ArrayList<>();
        negatives.get("cases").forEach(all::add);
        return all;
    }

    JsonNode vector(String name) {
        return byName.get(name);
    }

    /** The expectation of an honest vector, allowing what it needs allowed. */
    Expectation expectation(JsonNode vector, String challenge) {
        boolean framed =
                vector.at("/requires/crossOrigin").asBoolean()
                        || vector.at("/requires/topOrigin").asBoolean();
        List<Long> algorithms = new ArrayList<>(OfferedAlgorithms.STANDARD);
        algorithms.add(vector.get("algorithm").asLong());
        return new Expectation(
                vectors.get("rpId").asText(),
                List.of(vectors.get("origin").asText()),
                framed ? Set.of(vectors.get("topOrigin").asText()) : Set.of(),
                challenge,
                true,
                false,
                algorithms,
                Conveyance.NONE);
    }

    /** The expectation of a negative case. */
    Expectation expectation(JsonNode negative) {
        ObjectNode settings = negatives.get("relyingParty").deepCopy();
        negative.path("relyingParty")
                .properties()
                .forEach(entry -> settings.set(entry.getKey(), entry.getValue()));
        Set<String> topOrigins = new HashSet<>();
        settings.get("topOrigins").forEach(origin -> topOrigins.add(origin.asText()));
        List<Long> algorithms = new ArrayList<>();
        settings.get("algorithms").forEach(algorithm -> algorithms.add(algorithm.asLong()));
        return new Expectation(
                settings.get("rpId").asText(),
                List.of(settings.get("origin").asText()),
                topOrigins,
                negative.get("challenge").asText(),
                true,
                "required".equals(settings.get("userVerification").asText()),
                algorithms,
                Conveyance.NONE);
    }

    static ObjectNode registrationJson(JsonNode vector) {
        ObjectNode json = credential(vector.at("/registration/credentialId").asText());
        json.putObject("response")
                .put("clientDataJSON", vector.at("/registration/clientDataJSON").asText())
                .put("attestationObject", vector.at("/registration/attestationObject").asText());
        return json;
    }

    static ObjectNode authenticationJson(JsonNode vector) {
        ObjectNode json = credential(vector.at("/registration/credentialId").asText());
        json.putObject("response")
                .put("clientDataJSON", vector.at("/authentication/clientDataJSON").asText())
                .put("authenticatorData", vector.at("/authentication/authenticatorData").asText())
                .put("signature", vector.at("/authentication/signature").asText());
        return json;
    }

    static ObjectNode negativeJson(JsonNode negative) {
        JsonNode given = negative.get("response");
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("id", given.get("id"));
        json.set("rawId", given.get("rawId"));
        json.set("type", given.get("type"));
        ObjectNode response = json.putObject("response");
        given.properties()
                .forEach(
                        entry -> {
                            if (!json.has(entry.getKey())) {
                                response.set(entry.getKey(), entry.getValue());
                            }
                        });
        return json;
    }

    static CredentialRecord record(VerifiedRegistration registered) {
        return new CredentialRecord(
                UUID.randomUUID(),
                OWNER,
                registered.credentialId(),
                registered.publicKey(),
                registered.signCount(),
                registered.backupEligible());
    }

    /** A reader that tolerates padding or not. */
    static ResponseReader reader(boolean toleratePadding) {
        return new ResponseReader(toleratePadding);
    }

    private static ObjectNode credential(String id) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("rawId", id)
                .put("type", "public-key");
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
