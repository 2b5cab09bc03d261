package dev.postern.credential.relyingparty;

import static dev.postern.credential.relyingparty.FidoCase.accept;
import static dev.postern.credential.relyingparty.FidoCase.refuse;
import static dev.postern.credential.relyingparty.FidoCeremonies.authenticator;
import static dev.postern.credential.relyingparty.FidoRegistrationCases.changed;
import static dev.postern.credential.relyingparty.FidoRegistrationCases.changedStatement;

import dev.postern.credential.attestation.Blobs;
import dev.postern.credential.attestation.Conveyance;
import dev.postern.credential.attestation.TestTrust;
import dev.postern.testkit.authenticator.Attestor;
import dev.postern.testkit.authenticator.Attestors;
import dev.postern.testkit.authenticator.CertificateAuthority;
import dev.postern.testkit.authenticator.CertificateAuthority.Request;
import dev.postern.testkit.authenticator.KeyAlgorithm;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import dev.postern.testkit.authenticator.Tampering;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** MakeCredential Response, packed to U2F: certificates judged under the policy {@code direct}. */
final class FidoAttestationCases {

    static final UUID MODEL = UUID.fromString("01020304-0506-0708-090a-0b0c0d0e0f10");

    private static final String FIVE = "MakeCredential Resp-5 ";
    private static final Duration DAY = Duration.ofDays(1);

    private final CertificateAuthority root = CertificateAuthority.root("Root");
    private final CertificateAuthority authority = root.intermediate("Authority", new Request());
    private final KeyPair batch = KeyAlgorithm.ES256.generate();
    private final X509Certificate leaf = authority.issue(batch.getPublic(), forModel());
    private final FidoCeremonies direct =
            new FidoCeremonies(TestTrust.anchors(root.certificate()), Conveyance.DIRECT);
    private final FidoCeremonies none = new FidoCeremonies();

    private static Request forModel() {
        return new Request().extension(Attestors.AAGUID_EXTENSION, false, Attestors.aaguid(MODEL));
    }

    List<FidoCase> all() {
        List<FidoCase> cases = new ArrayList<>(packedFull());
        cases.addAll(packedSelf());
        cases.addAll(noneAttested());
        cases.addAll(u2f());
        return cases;
    }

    private List<FidoCase> packedFull() {
        Instant now = Instant.now();
        CertificateAuthority expired =
                root.intermediate("Expired", new Request().valid(now.minus(DAY), now.minus(DAY)));
        CertificateAuthority other = CertificateAuthority.root("Other");
        X509Certificate middle = authority.certificate();
        KeyPair another = KeyAlgorithm.ES256.generate();
        return List.of(
                accept(FIVE + "P-1", "a full statement", play(packed(leaf, middle))),
                accept(
                        FIVE + "P-2",
                        "a chain to the root of the model's metadata",
                        () ->
                                byMetadata("basic_full", "secp256r1_ecdsa_sha256_raw")
                                        .register(device(packed(leaf, middle)))),
                refuse(
                        FIVE + "F-1",
                        "an unknown format",
                        Refusal.ATTESTATION_FORMAT_UNSUPPORTED,
                        play(packed(leaf, middle), Tampering.none().format("pucked"))),
                statement(
                        "F-2",
                        "a bad signature",
                        play(packed(leaf, middle), Tampering.none().badSignature())),
                statement(
                        "F-3",
                        "x5c missing",
                        play(packed(leaf, middle), changedStatement(s -> s.remove("x5c")))),
                statement(
                        "F-4",
                        "x5c is no array",
                        play(packed(leaf, middle), changedStatement(s -> s.put("x5c", "x")))),
                statement(
                        "F-5",
                        "x5c empty",
                        play(packed(leaf, middle), changedStatement(s -> s.put("x5c", List.of())))),
                untrusted(
                        "F-6",
                        "the leaf has expired",
                        packed(leafOf(now.minus(DAY), now.minusSeconds(60)), middle)),
                untrusted(
                        "F-7",
                        "the leaf is not valid yet",
                        packed(leafOf(now.plus(DAY), now.plus(DAY)), middle)),
                refuse(
                        FIVE + "F-8",
                        "the algorithm is none of the model's metadata",
                        Refusal.ATTESTATION_NOT_TRUSTED,
                        () ->
                                byMetadata("basic_full", "rsassa_pkcsv15_sha256_raw")
                                        .register(device(packed(leaf, middle)))),
                untrusted(
                        "F-9",
                        "the chain leads elsewhere",
                        packed(other.issue(batch.getPublic(), forModel()))),
                untrusted(
                        "F-10",
                        "the full chain, root included",
                        packed(leaf, middle, root.certificate())),
                statement("F-11", "the chain in the wrong order", play(packed(middle, leaf))),
                untrusted(
                        "F-12",
                        "the intermediate has expired",
                        packed(
                                expired.issue(batch.getPublic(), forModel()),
                                expired.certificate())),
                statement(
                        "F-13",
                        "signed by another key than the leaf's",
                        play(Attestors.packed(KeyAlgorithm.ES256, another, leaf, middle))),
                statement(
                        "F-14",
                        "signed by the credential key",
                        play(
                                Attestors.of(
                                        "packed",
                                        subject -> {
                                            @SuppressWarnings("unchecked")
                                            var self =
                                                    (Map<String, Object>)
                                                            SoftwareAuthenticator.Attestation
                                                                    .PACKED_SELF
                                                                    .statement(subject);
                                            self.put("x5c", Attestors.x5c(leaf, middle));
                                            return self;
                                        }))));
    }

    private X509Certificate leafOf(Instant from, Instant until) {
        return authority.issue(batch.getPublic(), forModel().valid(from, until));
    }

    private FidoCeremonies byMetadata(String type, String algorithm) {
        KeyPair signer = KeyAlgorithm.RS256.generate();
        CertificateAuthority service = CertificateAuthority.root("Metadata");
        String blob =
                new Blobs()
                        .model(MODEL, type, algorithm, root.certificate())
                        .sign(signer, service.issue(signer.getPublic(), new Request()));
        return new FidoCeremonies(
                TestTrust.metadata(blob, List.of(), service.certificate()), Conveyance.DIRECT);
    }

    private List<FidoCase> packedSelf() {
        String six = "MakeCredential Resp-6 ";
        return List.of(
                accept(six + "P-1", "self attestation", () -> none.register(authenticator())),
                refuse(
                        six + "F-1",
                        "a bad signature",
                        Refusal.ATTESTATION_STATEMENT_INVALID,
                        () -> none.register(Tampering.none().badSignature())),
                refuse(
                        six + "F-2",
                        "a full statement of a model that attests itself",
                        Refusal.ATTESTATION_NOT_TRUSTED,
                        () ->
                                byMetadata("basic_surrogate", "secp256r1_ecdsa_sha256_raw")
                                        .register(device(packed(leaf, authority.certificate())))),
                refuse(
                        six + "F-3",
                        "an unknown format",
                        Refusal.ATTESTATION_FORMAT_UNSUPPORTED,
                        () -> none.register(Tampering.none().format("pucked"))));
    }

    private List<FidoCase> noneAttested() {
        String seven = "MakeCredential Resp-7 ";
        SoftwareAuthenticator plain =
                new SoftwareAuthenticator(FidoCeremonies.ORIGIN).aaguid(MODEL);
        return List.of(
                accept(seven + "P-1", "no statement", () -> none.register(plain)),
                accept(
                        seven + "P-2",
                        "no statement, no model",
                        () -> none.register(plain.aaguid(new UUID(0, 0)))),
                refuse(
                        seven + "F-1",
                        "a full statement that calls itself none",
                        Refusal.ATTESTATION_STATEMENT_INVALID,
                        play(packed(leaf), changed(object -> object.put("fmt", "none")))));
    }

    private List<FidoCase> u2f() {
        String eight = "MakeCredential Resp-8 ";
        Attestor u2f = Attestors.u2f(batch, root.issue(batch.getPublic(), new Request()));
        Supplier<SoftwareAuthenticator> key = () -> authenticator().attestation(u2f);
        return List.of(
                accept(eight + "P-1", "a U2F key", () -> direct.register(key.get())),
                refuse(
                        eight + "F-1",
                        "a U2F key that names a model",
                        Refusal.ATTESTATION_STATEMENT_INVALID,
                        () -> direct.register(key.get().aaguid(MODEL))),
                refuse(
                        eight + "F-2",
                        "a bad signature",
                        Refusal.ATTESTATION_STATEMENT_INVALID,
                        () -> direct.register(key.get(), Tampering.none().badSignature())));
    }

    private FidoCase statement(String id, String title, Runnable attempt) {
        return refuse(FIVE + id, title, Refusal.ATTESTATION_STATEMENT_INVALID, attempt);
    }

    private FidoCase untrusted(String id, String title, Attestor attestor) {
        return refuse(FIVE + id, title, Refusal.ATTESTATION_NOT_TRUSTED, play(attestor));
    }

    private Attestor packed(X509Certificate... path) {
        return Attestors.packed(KeyAlgorithm.ES256, batch, path);
    }

    private Runnable play(Attestor attestor) {
        return play(attestor, Tampering.none());
    }

    private Runnable play(Attestor attestor, Tampering tampering) {
        return () -> direct.register(device(attestor), tampering);
    }

    private static SoftwareAuthenticator device(Attestor attestor) {
        return authenticator().aaguid(MODEL).attestation(attestor);
    }
}
