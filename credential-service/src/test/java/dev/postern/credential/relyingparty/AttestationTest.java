package dev.postern.credential.relyingparty;

import static dev.postern.credential.relyingparty.FidoCeremonies.authenticator;
import static dev.postern.credential.relyingparty.FidoRegistrationCases.changed;
import static dev.postern.credential.relyingparty.FidoRegistrationCases.changedStatement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.credential.attestation.Blobs;
import dev.postern.credential.attestation.Conveyance;
import dev.postern.credential.attestation.TestTrust;
import dev.postern.credential.attestation.TrustPolicy;
import dev.postern.testkit.authenticator.Asn1;
import dev.postern.testkit.authenticator.Attestor;
import dev.postern.testkit.authenticator.Attestors;
import dev.postern.testkit.authenticator.Attestors.KeyDescription;
import dev.postern.testkit.authenticator.CertificateAuthority;
import dev.postern.testkit.authenticator.CertificateAuthority.Request;
import dev.postern.testkit.authenticator.KeyAlgorithm;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import dev.postern.testkit.authenticator.SoftwareAuthenticator.Attestation;
import dev.postern.testkit.authenticator.Tampering;
import dev.postern.testkit.authenticator.TpmAttestor;
import java.security.KeyPair;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("WebAuthn Level 3 §8, and whom to believe")
class AttestationTest {

    private static final UUID MODEL = FidoAttestationCases.MODEL;
    private static final CertificateAuthority ROOT = CertificateAuthority.root("Root");
    private static final KeyPair BATCH = KeyAlgorithm.ES256.generate();
    private static final Attestor PACKED =
            Attestors.packed(
                    KeyAlgorithm.ES256, BATCH, ROOT.issue(BATCH.getPublic(), new Request()));

    private final FidoCeremonies none = new FidoCeremonies();

    private static SoftwareAuthenticator device(Attestor attestor) {
        return authenticator().aaguid(MODEL).attestation(attestor);
    }

    private static FidoCeremonies under(Conveyance conveyance, TrustPolicy trust) {
        return new FidoCeremonies(trust, conveyance);
    }

    private static void refused(Refusal reason, ThrowingCallable call) {
        assertThatThrownBy(call).extracting("type").isEqualTo(reason);
    }

    private static void statementRefused(ThrowingCallable call) {
        refused(Refusal.ATTESTATION_STATEMENT_INVALID, call);
    }

    static Stream<Arguments> subjects() {
        return Stream.of(
                Arguments.of(Map.of("O", "M", "OU", "Authenticator Attestation", "CN", "x")),
                Arguments.of(
                        Map.of("C", "at", "O", "M", "OU", "Authenticator Attestation", "CN", "x")),
                Arguments.of(Map.of("C", "AT", "OU", "Authenticator Attestation", "CN", "x")),
                Arguments.of(Map.of("C", "AT", "O", "M", "OU", "Attestation", "CN", "x")),
                Arguments.of(Map.of("C", "AT", "O", "M", "OU", "Authenticator Attestation")));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    @DisplayName("§8.2.1: the subject of the certificate")
    void shouldRefuseAPackedCertificateWithAnotherSubject(Map<String, String> subject) {
        statementRefused(() -> packedBy(new Request().subject(subject)));
    }

    @Test
    @DisplayName("§8.2.1: version, authority, and the model in the extension")
    void shouldHoldAPackedCertificateToItsRequirements() {
        assertThatCode(() -> packedBy(forModel(false, MODEL))).doesNotThrowAnyException();
        statementRefused(() -> packedBy(new Request().oldVersion()));
        statementRefused(() -> packedBy(new Request().authority()));
        statementRefused(() -> packedBy(forModel(false, UUID.randomUUID())));
        statementRefused(() -> packedBy(forModel(true, MODEL)));
    }

    private static Request forModel(boolean critical, UUID model) {
        return new Request()
                .extension(Attestors.AAGUID_EXTENSION, critical, Attestors.aaguid(model));
    }

    private void packedBy(Request request) {
        none.register(
                device(
                        Attestors.packed(
                                KeyAlgorithm.ES256,
                                BATCH,
                                ROOT.issue(BATCH.getPublic(), request))));
    }

    @Test
    @DisplayName("§8.3: type, version, name and usage of a TPM's certification")
    void shouldHoldATpmToItsProcedure() {
        assertThatCode(() -> tpm(tpm -> {}, TpmAttestor.certificate())).doesNotThrowAnyException();
        statementRefused(() -> tpm(tpm -> tpm.type = 0x8018, TpmAttestor.certificate()));
        statementRefused(() -> tpm(tpm -> tpm.version = "1.2", TpmAttestor.certificate()));
        statementRefused(() -> tpm(tpm -> tpm.nameHash = "SHA-384", TpmAttestor.certificate()));
        statementRefused(() -> tpm(tpm -> tpm.nameAlgorithm = 0x0012, TpmAttestor.certificate()));
        statementRefused(() -> tpm(tpm -> tpm.hash = "SHA-1", TpmAttestor.certificate()));
        statementRefused(() -> tpm(tpm -> {}, otherName()));
        statementRefused(
                () -> tpm(tpm -> {}, TpmAttestor.certificate().subject(Map.of("CN", "x"))));
    }

    /** A certificate that names something else than a TPM. */
    private static Request otherName() {
        byte[] name = Asn1.sequence(Asn1.set(Asn1.sequence(Asn1.oid("2.5.4.3"), Asn1.text("x"))));
        return new Request()
                .subject(Map.of())
                .extension("2.5.29.17", true, Asn1.sequence(Asn1.explicit(4, name)))
                .extension("2.5.29.37", false, Asn1.sequence(Asn1.oid("2.23.133.8.3")));
    }

    private void tpm(Consumer<TpmAttestor> change, Request certificate) {
        KeyPair keys = KeyAlgorithm.ES256.generate();
        TpmAttestor tpm = new TpmAttestor(keys, ROOT.issue(keys.getPublic(), certificate));
        tpm.algorithm = -7;
        tpm.signature = "SHA256withECDSA";
        change.accept(tpm);
        none.register(device(tpm));
    }

    @Test
    @DisplayName(
            "§8.4: origin and purpose of an Android key, which may be absent where none is asked")
    void shouldHoldAnAndroidKeyToItsDescription() {
        TrustPolicy trust = TestTrust.anchors(ROOT.certificate());
        FidoCeremonies direct = under(Conveyance.DIRECT, trust);
        byte[] imported = Asn1.sequence(Asn1.explicit(702, Asn1.integer(2)));
        byte[] decrypting = Asn1.sequence(Asn1.explicit(1, Asn1.set(Asn1.integer(1))));
        byte[] everybodys = Asn1.sequence(Asn1.explicit(600, Asn1.none()));

        for (byte[] wrong : List.of(imported, decrypting, everybodys)) {
            statementRefused(() -> none.register(androidKey(d -> d.software = wrong)));
        }
        Consumer<KeyDescription> silent = d -> d.tee = Asn1.sequence();
        assertThatCode(() -> none.register(androidKey(silent))).doesNotThrowAnyException();
        statementRefused(() -> direct.register(androidKey(silent)));
        assertThatCode(() -> direct.register(androidKey(d -> {}))).doesNotThrowAnyException();
    }

    private static SoftwareAuthenticator androidKey(Consumer<KeyDescription> change) {
        return device(Attestors.androidKey(ROOT, change));
    }

    @Test
    @DisplayName("§8.8: Apple's certificate is for this key and this ceremony")
    void shouldVerifyAppleAttestation() {
        assertThat(none.register(device(Attestors.apple(ROOT))).attestationFormat())
                .isEqualTo("apple");
        statementRefused(
                () ->
                        none.register(
                                device(Attestors.apple(ROOT)),
                                changedStatement(
                                        s ->
                                                s.put(
                                                        "x5c",
                                                        Attestors.x5c(
                                                                ROOT.issue(
                                                                        BATCH.getPublic(),
                                                                        new Request()))))));
    }

    @Test
    @DisplayName("§8.9: every part of a compound statement must verify, and none nests")
    void shouldVerifyCompoundStatements() {
        assertThat(none.register(device(compound(PACKED, Attestation.PACKED_SELF))))
                .extracting(VerifiedRegistration::attestationFormat)
                .isEqualTo("compound");
        assertThat(
                        under(Conveyance.DIRECT, TestTrust.anchors(ROOT.certificate()))
                                .register(device(compound(Attestation.PACKED_SELF, PACKED)))
                                .attested())
                .isTrue();
        statementRefused(() -> none.register(device(compound(PACKED))));
        statementRefused(() -> none.register(device(compound(PACKED, compound(PACKED, PACKED)))));
        statementRefused(() -> none.register(device(compound(PACKED, broken()))));
        refused(
                Refusal.ATTESTATION_FORMAT_UNSUPPORTED,
                () -> none.register(device(compound(PACKED, Attestors.of("new", s -> Map.of())))));
    }

    private static Attestor broken() {
        return Attestors.of("packed", subject -> Map.of("alg", -7L, "sig", new byte[8]));
    }

    private static Attestor compound(Attestor... parts) {
        return Attestors.of(
                "compound",
                subject -> {
                    List<Object> statements = new ArrayList<>();
                    for (Attestor part : parts) {
                        statements.add(
                                Map.of("fmt", part.format(), "attStmt", part.statement(subject)));
                    }
                    return statements;
                });
    }

    @Test
    @DisplayName(
            "none: a right statement is taken, whoever made it, and nothing counts as attested")
    void shouldAskNobodyUnderNone() {
        assertThat(
                        under(Conveyance.NONE, TestTrust.anchors(ROOT.certificate()))
                                .register(device(PACKED))
                                .attested())
                .isFalse();
    }

    @Test
    @DisplayName("indirect: what leads to no anchor counts like no attestation")
    void shouldTakeWhatItCannotTrustUnderIndirectButNotCountIt() {
        TrustPolicy known = TestTrust.anchors(ROOT.certificate());
        assertThat(under(Conveyance.INDIRECT, known).register(device(PACKED)).attested()).isTrue();
        assertThat(
                        under(Conveyance.INDIRECT, TestTrust.nobody())
                                .register(device(PACKED))
                                .attested())
                .isFalse();
        assertThat(under(Conveyance.INDIRECT, known).register(device(Attestation.NONE)).attested())
                .isFalse();
    }

    @Test
    @DisplayName("direct: none and self attestation are refused, a broken statement is always")
    void shouldDemandATrustedPathUnderDirect() {
        FidoCeremonies direct = under(Conveyance.DIRECT, TestTrust.anchors(ROOT.certificate()));
        refused(Refusal.ATTESTATION_NOT_TRUSTED, () -> direct.register(device(Attestation.NONE)));
        refused(
                Refusal.ATTESTATION_NOT_TRUSTED,
                () -> direct.register(device(Attestation.PACKED_SELF)));
        statementRefused(() -> direct.register(device(PACKED), Tampering.none().badSignature()));
        statementRefused(() -> none.register(device(PACKED), changed(o -> o.put("attStmt", "x"))));
    }

    @Test
    @DisplayName("GHSA-6hxq-p678-4hr2: a root that comes with the statement is no anchor")
    void shouldNotTakeARootFromTheStatement() {
        CertificateAuthority own = CertificateAuthority.root("Root");
        Attestor brought =
                Attestors.packed(
                        KeyAlgorithm.ES256,
                        BATCH,
                        own.issue(BATCH.getPublic(), new Request()),
                        own.certificate());
        refused(
                Refusal.ATTESTATION_NOT_TRUSTED,
                () ->
                        under(Conveyance.DIRECT, TestTrust.anchors(ROOT.certificate()))
                                .register(device(brought)));
    }

    @Test
    @DisplayName("lists look at attested models alone")
    void shouldNotLetAnUnattestedModelCount() {
        TrustPolicy allows = TestTrust.lists(Set.of(MODEL), Set.of(), ROOT.certificate());
        TrustPolicy denies = TestTrust.lists(Set.of(), Set.of(MODEL), ROOT.certificate());

        assertThat(under(Conveyance.INDIRECT, allows).register(device(PACKED)).attested()).isTrue();
        refused(
                Refusal.AUTHENTICATOR_NOT_ALLOWED,
                () -> under(Conveyance.INDIRECT, allows).register(device(Attestation.NONE)));
        refused(
                Refusal.AUTHENTICATOR_NOT_ALLOWED,
                () -> under(Conveyance.NONE, allows).register(device(PACKED)));
        refused(
                Refusal.AUTHENTICATOR_NOT_ALLOWED,
                () ->
                        under(Conveyance.DIRECT, allows)
                                .register(device(PACKED).aaguid(UUID.randomUUID())));
        refused(
                Refusal.AUTHENTICATOR_NOT_ALLOWED,
                () -> under(Conveyance.DIRECT, denies).register(device(PACKED)));
        assertThatCode(() -> under(Conveyance.INDIRECT, denies).register(device(Attestation.NONE)))
                .doesNotThrowAnyException();
    }

    @Test
    @DisplayName("MDS: a BLOB past its next update is not read")
    void shouldRefuseStaleMetadata() {
        KeyPair signer = KeyAlgorithm.RS256.generate();
        String stale =
                new Blobs()
                        .nextUpdate(LocalDate.now(ZoneOffset.UTC).minusDays(1))
                        .sign(signer, ROOT.issue(signer.getPublic(), new Request()));

        assertThatThrownBy(() -> TestTrust.metadata(stale, List.of(), ROOT.certificate()))
                .hasMessageContaining("next update");
    }
}
