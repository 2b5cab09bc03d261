package dev.postern.testkit.authenticator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A browser and a passkey provider in one: takes the options JSON of a ceremony and answers the
 * JSON that {@code PublicKeyCredential.toJSON()} would. By default ES256, attestation {@code none},
 * user verified, not backed up, an all-zero AAGUID and a counter that starts at one.
 */
public final class SoftwareAuthenticator {

    /** The two ways to attest that need no certificate. */
    public enum Attestation implements Attestor {
        NONE,
        PACKED_SELF;

        @Override
        public String format() {
            return this == NONE ? "none" : "packed";
        }

        @Override
        public Object statement(Subject subject) {
            Map<String, Object> statement = new LinkedHashMap<>();
            if (this == PACKED_SELF) {
                statement.put("alg", subject.credential().algorithm().identifier());
                statement.put("sig", subject.credential().sign(subject.signedBytes()));
            }
            return statement;
        }
    }

    private static final int CREDENTIAL_ID_LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<SoftwareCredential> credentials = new ArrayList<>();
    private final String origin;
    private KeyAlgorithm algorithm = KeyAlgorithm.ES256;
    private Attestor attestation = Attestation.NONE;
    private UUID aaguid = new UUID(0, 0);
    private int flags = AuthenticatorData.UP | AuthenticatorData.UV;
    private boolean counts = true;
    private List<String> transports = List.of("internal");

    /**
     * @param origin where the browser believes to be
     */
    public SoftwareAuthenticator(String origin) {
        this.origin = origin;
    }

    /** Makes keys of this algorithm from now on. */
    public SoftwareAuthenticator algorithm(KeyAlgorithm chosen) {
        algorithm = chosen;
        return this;
    }

    /** Attests registrations like this from now on. */
    public SoftwareAuthenticator attestation(Attestor chosen) {
        attestation = chosen;
        return this;
    }

    /** Claims to be this model. */
    public SoftwareAuthenticator aaguid(UUID chosen) {
        aaguid = chosen;
        return this;
    }

    /** Sets exactly these flags, AT left aside. */
    public SoftwareAuthenticator flags(int chosen) {
        flags = chosen;
        return this;
    }

    /** Has no signature counter: it says zero. */
    public SoftwareAuthenticator withoutCounter() {
        counts = false;
        return this;
    }

    /** Names these transports at registration; none leaves the member out. */
    public SoftwareAuthenticator transports(String... chosen) {
        transports = List.of(chosen);
        return this;
    }

    /** A second device with the same keys and counters, as an attacker would have it. */
    public synchronized SoftwareAuthenticator cloned() {
        SoftwareAuthenticator clone = new SoftwareAuthenticator(origin);
        clone.algorithm = algorithm;
        clone.attestation = attestation;
        clone.aaguid = aaguid;
        clone.flags = flags;
        clone.counts = counts;
        clone.transports = transports;
        credentials.forEach(credential -> clone.credentials.add(credential.copy()));
        return clone;
    }

    /** What is resident here, oldest first. */
    public synchronized List<SoftwareCredential> credentials() {
        return List.copyOf(credentials);
    }

    /**
     * @param options PublicKeyCredentialCreationOptionsJSON
     * @return RegistrationResponseJSON
     */
    public ObjectNode register(JsonNode options) {
        return register(options, Tampering.none());
    }

    /** The same, with something wrong. The credential is kept whatever is wrong. */
    public synchronized ObjectNode register(JsonNode options, Tampering tampering) {
        byte[] id = new byte[CREDENTIAL_ID_LENGTH];
        RANDOM.nextBytes(id);
        SoftwareCredential credential =
                new SoftwareCredential(
                        id,
                        options.at("/rp/id").asText(),
                        decode(options.at("/user/id").asText()),
                        algorithm,
                        algorithm.generate(),
                        aaguid,
                        counts ? 1 : 0);
        credentials.add(credential);

        byte[] clientData = clientData("webauthn.create", options, tampering);
        AuthenticatorData data =
                new AuthenticatorData(credential.rpId(), flags, credential.signCount());
        data.attest(credential);
        byte[] authData = tampering.encode(data);
        Attestor.Subject subject =
                new Attestor.Subject(credential, authData, AuthenticatorData.sha256(clientData));
        byte[] attestationObject =
                tampering.encode(attestation.object(subject, tampering::applyToSignature));

        ObjectNode json = credentialJson(id);
        ObjectNode response = json.putObject("response");
        response.put("clientDataJSON", encode(clientData));
        response.put("attestationObject", encode(attestationObject));
        response.put("authenticatorData", encode(authData));
        response.put("publicKey", encode(credential.keys().getPublic().getEncoded()));
        response.put("publicKeyAlgorithm", algorithm.identifier());
        if (!transports.isEmpty()) {
            transports.forEach(response.withArray("transports")::add);
        }
        return tampering.applyToCredential(json);
    }

    /**
     * @param options PublicKeyCredentialRequestOptionsJSON
     * @return AuthenticationResponseJSON, by the newest credential that the options allow
     */
    public ObjectNode authenticate(JsonNode options) {
        return authenticate(options, Tampering.none());
    }

    /** The same, with something wrong. */
    public synchronized ObjectNode authenticate(JsonNode options, Tampering tampering) {
        SoftwareCredential credential =
                chosen(options)
                        .orElseThrow(
                                () -> new IllegalStateException("NotAllowedError: no credential"));
        if (counts) {
            credential.setSignCount(credential.signCount() + 1);
        }
        byte[] clientData = clientData("webauthn.get", options, tampering);
        byte[] authData =
                tampering.encode(
                        new AuthenticatorData(credential.rpId(), flags, credential.signCount()));
        byte[] signature =
                tampering.applyToSignature(
                        credential.sign(
                                Attestor.signedBytes(
                                        authData, AuthenticatorData.sha256(clientData))));

        ObjectNode json = credentialJson(credential.id());
        ObjectNode response = json.putObject("response");
        response.put("clientDataJSON", encode(clientData));
        response.put("authenticatorData", encode(authData));
        response.put("signature", encode(signature));
        response.put("userHandle", encode(credential.userHandle()));
        return tampering.applyToCredential(json);
    }

    private Optional<SoftwareCredential> chosen(JsonNode options) {
        JsonNode allowed = options.path("allowCredentials");
        return credentials.stream()
                .filter(credential -> credential.rpId().equals(options.path("rpId").asText()))
                .filter(credential -> allowed.isEmpty() || lists(allowed, credential))
                .reduce((older, newer) -> newer);
    }

    private static boolean lists(JsonNode allowed, SoftwareCredential credential) {
        for (JsonNode descriptor : allowed) {
            if (Arrays.equals(decode(descriptor.path("id").asText()), credential.id())) {
                return true;
            }
        }
        return false;
    }

    private byte[] clientData(String type, JsonNode options, Tampering tampering) {
        ObjectNode clientData = JsonNodeFactory.instance.objectNode();
        clientData.put("type", type);
        clientData.put("challenge", options.path("challenge").asText());
        clientData.put("origin", origin);
        clientData.put("crossOrigin", false);
        tampering.applyToClientData(clientData);
        return tampering.applyToClientDataBytes(
                clientData.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode credentialJson(byte[] id) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", encode(id));
        json.put("rawId", encode(id));
        json.put("type", "public-key");
        json.put("authenticatorAttachment", "platform");
        json.putObject("clientExtensionResults");
        return json;
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
