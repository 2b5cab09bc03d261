package dev.postern.credential.relyingparty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.credential.attestation.Conveyance;
import dev.postern.credential.attestation.TestTrust;
import dev.postern.credential.authenticator.AuthenticatorData;
import dev.postern.credential.authenticator.CborReader;
import dev.postern.credential.authenticator.CoseKey;
import dev.postern.credential.authenticator.MalformedDataException;
import dev.postern.credential.record.CredentialRecord;
import dev.postern.problem.ApiProblem;
import dev.postern.testkit.authenticator.Attestor;
import dev.postern.testkit.authenticator.Attestors;
import dev.postern.testkit.authenticator.CertificateAuthority;
import dev.postern.testkit.authenticator.CertificateAuthority.Request;
import dev.postern.testkit.authenticator.KeyAlgorithm;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import dev.postern.testkit.authenticator.SoftwareAuthenticator.Attestation;
import dev.postern.testkit.authenticator.TpmAttestor;
import java.lang.management.ManagementFactory;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes a client sends, the only failure is a refusal, and it costs no more than the bytes
 * are long. The seed is fixed, so that a finding can be played again.
 */
@DisplayName("hostile bytes")
class HostileBytesTest {

    private static final int ROUNDS = 400;
    private static final CertificateAuthority ROOT = CertificateAuthority.root("Root");
    private static final KeyPair KEYS = KeyAlgorithm.ES256.generate();
    private static final KeyPair RSA = KeyAlgorithm.RS256.generate();

    private final Random random = new Random(20260921);
    private final ResponseReader reader = new ResponseReader(true);
    private final RelyingParty relyingParty =
            new Level3RelyingParty(TestTrust.anchors(ROOT.certificate()));
    private final FidoCeremonies ceremonies = new FidoCeremonies();

    static Stream<Attestor> attestors() {
        TpmAttestor tpm =
                new TpmAttestor(RSA, ROOT.issue(RSA.getPublic(), TpmAttestor.certificate()));
        return Stream.of(
                Attestation.NONE,
                Attestation.PACKED_SELF,
                Attestors.packed(
                        KeyAlgorithm.ES256, KEYS, ROOT.issue(KEYS.getPublic(), new Request())),
                tpm,
                Attestors.androidKey(ROOT, description -> {}),
                Attestors.apple(ROOT),
                Attestors.u2f(KEYS, ROOT.issue(KEYS.getPublic(), new Request())),
                Attestors.safetyNet(RSA, said -> {}, ROOT.issue(RSA.getPublic(), new Request())));
    }

    @ParameterizedTest
    @MethodSource("attestors")
    @DisplayName("attestation objects of every format, bytes changed, cut, repeated")
    void shouldRefuseOrAcceptAnyAttestationObject(Attestor attestor) {
        ObjectNode honest =
                FidoCeremonies.authenticator()
                        .attestation(attestor)
                        .register(FidoCeremonies.creationOptions());
        mutate(
                honest,
                "attestationObject",
                json -> relyingParty.verifyRegistration(reader.registration(json), direct()));
    }

    @Test
    @DisplayName("client data, authenticator data and signatures of assertions")
    void shouldRefuseOrAcceptAnyAssertion() {
        SoftwareAuthenticator authenticator = FidoCeremonies.authenticator();
        VerifiedRegistration registered = ceremonies.register(authenticator);
        CredentialRecord record = Vectors.record(registered);
        ObjectNode honest = authenticator.authenticate(FidoCeremonies.requestOptions());
        for (String member : List.of("clientDataJSON", "authenticatorData", "signature")) {
            mutate(
                    honest,
                    member,
                    json ->
                            relyingParty.verifyAuthentication(
                                    reader.authentication(json), record, ceremonies.expectation()));
        }
    }

    @Test
    @DisplayName("random bytes as CBOR, authenticator data and keys")
    void shouldFailOnRandomBytesAsMalformedOnly() {
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            onlyMalformed(() -> CborReader.map(bytes));
            onlyMalformed(() -> AuthenticatorData.parse(bytes));
            onlyMalformed(() -> CoseKey.parse(bytes));
        }
    }

    static Stream<byte[]> bombs() {
        byte[] deepArrays = new byte[60_000];
        Arrays.fill(deepArrays, (byte) 0x81);
        byte[] deepMaps = new byte[60_000];
        for (int i = 0; i < deepMaps.length; i += 2) {
            deepMaps[i] = (byte) 0xa1;
        }
        byte[] wide = new byte[60_000];
        Arrays.fill(wide, (byte) 0xf6);
        wide[0] = (byte) 0x9a;
        return Stream.of(
                deepArrays,
                deepMaps,
                wide,
                bytes(0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
                bytes(0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
                bytes(0xbb, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
                bytes(0x5a, 0x7f, 0xff, 0xff, 0xff),
                bytes(0x9a, 0x7f, 0xff, 0xff, 0xff),
                bytes(0x5f, 0x41, 0x00, 0xff),
                bytes(0xbf, 0xff),
                bytes(0x9f, 0xff),
                bytes(0xc0, 0x60),
                bytes(0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
                bytes(0xa2, 0x01, 0x01, 0x01, 0x02),
                bytes(0xa1, 0x80, 0x01),
                bytes(0x61, 0xff),
                bytes(0xf8, 0x20),
                new byte[0]);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("bombs")
    @DisplayName("deep nesting, huge lengths, indefinite lengths, keys twice")
    void shouldRefuseHostileCborWithoutAllocatingForIt(byte[] bomb) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        onlyMalformed(() -> CborReader.map(bomb));
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());

        assertThatThrownBy(() -> CborReader.map(bomb)).isInstanceOf(MalformedDataException.class);

        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .as("bytes allocated")
                .isLessThan(4_000_000);
    }

    @Test
    @DisplayName("the largest key that is taken verifies in bounded time, a larger one is refused")
    void shouldBoundTheWorkOfAKey() {
        long start = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(
                            () ->
                                    CoseKey.of(
                                            Map.of(
                                                    1L,
                                                    3L,
                                                    3L,
                                                    -257L,
                                                    -1L,
                                                    oddBytes(60_000),
                                                    -2L,
                                                    new byte[] {1, 0, 1})))
                    .isInstanceOf(MalformedDataException.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    private byte[] oddBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        bytes[0] = 0x7f;
        bytes[length - 1] |= 1;
        return bytes;
    }

    private Expectation direct() {
        return new FidoCeremonies(TestTrust.nobody(), Conveyance.INDIRECT).expectation();
    }

    private void mutate(ObjectNode honest, String member, Consumer<JsonNode> verify) {
        byte[] original = Base64.getUrlDecoder().decode(honest.at("/response/" + member).asText());
        List<UnaryOperator<byte[]>> mutations = mutations();
        for (int i = 0; i < ROUNDS; i++) {
            byte[] changed = mutations.get(i % mutations.size()).apply(original.clone());
            ObjectNode json = honest.deepCopy();
            ((ObjectNode) json.get("response"))
                    .put(member, Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
            try {
                verify.accept(json);
            } catch (ApiProblem refused) {
                assertThat(refused.code()).isEqualTo("webauthn_verification_failed");
                assertThat(refused.type()).isInstanceOf(Refusal.class);
            }
        }
    }

    private List<UnaryOperator<byte[]>> mutations() {
        List<UnaryOperator<byte[]>> mutations = new ArrayList<>();
        mutations.add(this::flipped);
        mutations.add(bytes -> flipped(flipped(flipped(bytes))));
        mutations.add(bytes -> Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1));
        mutations.add(
                bytes -> {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                    return bytes;
                });
        mutations.add(bytes -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(20)));
        mutations.add(
                bytes -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(8) + 1, bytes.length - from);
                    byte[] cut = new byte[bytes.length - length];
                    System.arraycopy(bytes, 0, cut, 0, from);
                    System.arraycopy(bytes, from + length, cut, from, cut.length - from);
                    return cut.length == 0 ? new byte[1] : cut;
                });
        return mutations;
    }

    private byte[] flipped(byte[] bytes) {
        int bit = random.nextInt(bytes.length * 8);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        return bytes;
    }

    private static void onlyMalformed(Runnable reading) {
        try {
            reading.run();
        } catch (MalformedDataException malformed) {
            assertThat(malformed.getMessage()).isNotBlank();
        }
    }
}
