package dev.postern.testkit.authenticator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SoftwareAuthenticatorTest {

    private static final String ORIGIN = "https://example.org";
    private static final String CHALLENGE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SoftwareAuthenticator authenticator = new SoftwareAuthenticator(ORIGIN);

    @Test
    void shouldAttestAKeyInWellFormedCbor() throws IOException {
        ObjectNode credential = authenticator.register(creation());

        JsonNode object =
                CBOR.readTree(bytes(credential.at("/response/attestationObject").asText()));
        byte[] authData = object.get("authData").binaryValue();
        assertThat(object.get("fmt").asText()).isEqualTo("none");
        assertThat(object.get("attStmt")).isEmpty();
        assertThat(authData[32]).isEqualTo((byte) 0x45);
        assertThat(Arrays.copyOfRange(authData, 55, 87))
                .isEqualTo(bytes(credential.get("id").asText()));
        JsonNode key = CBOR.readTree(Arrays.copyOfRange(authData, 87, authData.length));
        assertThat(key.get("1").asInt()).isEqualTo(2);
        assertThat(key.get("3").asInt()).isEqualTo(-7);
        assertThat(key.get("-2").binaryValue()).hasSize(32);
    }

    @Test
    void shouldSignAuthenticatorDataAndTheHashOfClientData()
            throws IOException, GeneralSecurityException {
        authenticator.register(creation());

        ObjectNode credential = authenticator.authenticate(request());

        JsonNode response = credential.get("response");
        byte[] clientData = bytes(response.get("clientDataJSON").asText());
        assertThat(JSON.readTree(clientData).get("challenge").asText()).isEqualTo(CHALLENGE);
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(authenticator.credentials().get(0).keys().getPublic());
        verifier.update(bytes(response.get("authenticatorData").asText()));
        verifier.update(AuthenticatorData.sha256(clientData));
        assertThat(verifier.verify(bytes(response.get("signature").asText()))).isTrue();
    }

    @Test
    void shouldCountEveryCeremonyUnlessItHasNoCounter() {
        SoftwareAuthenticator without = new SoftwareAuthenticator(ORIGIN).withoutCounter();
        authenticator.register(creation());
        without.register(creation());

        authenticator.authenticate(request());
        without.authenticate(request());

        assertThat(authenticator.credentials().get(0).signCount()).isEqualTo(2);
        assertThat(without.credentials().get(0).signCount()).isZero();
    }

    @Test
    void shouldSignWhatWasTamperedWithBefore() throws IOException {
        authenticator.register(creation());

        ObjectNode credential =
                authenticator.authenticate(
                        request(), Tampering.none().origin("https://attacker.test").signCount(7));

        byte[] clientData = bytes(credential.at("/response/clientDataJSON").asText());
        assertThat(JSON.readTree(clientData).get("origin").asText())
                .isEqualTo("https://attacker.test");
        assertThat(bytes(credential.at("/response/authenticatorData").asText())[36])
                .isEqualTo((byte) 7);
    }

    @Test
    void shouldHaveNoAnswerForAnotherRelyingParty() {
        authenticator.register(creation());

        assertThatThrownBy(() -> authenticator.authenticate(request().put("rpId", "attacker.test")))
                .hasMessageContaining("NotAllowedError");
    }

    private static ObjectNode creation() {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        options.putObject("rp").put("id", "example.org").put("name", "Example");
        options.putObject("user")
                .put(
                        "id",
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString("user".getBytes(StandardCharsets.UTF_8)));
        return options.put("challenge", CHALLENGE);
    }

    private static ObjectNode request() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("rpId", "example.org")
                .put("challenge", CHALLENGE);
    }

    private static byte[] bytes(String base64url) {
        return Base64.getUrlDecoder().decode(base64url);
    }
}
