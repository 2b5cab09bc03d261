package dev.postern.credential.relyingparty;

import static dev.postern.credential.relyingparty.FidoCase.accept;
import static dev.postern.credential.relyingparty.FidoCase.refuse;
import static dev.postern.credential.relyingparty.FidoCeremonies.authenticator;
import static dev.postern.credential.relyingparty.FidoRegistrationCases.changedStatement;

import dev.postern.credential.attestation.Conveyance;
import dev.postern.credential.attestation.TestTrust;
import dev.postern.testkit.authenticator.Attestor;
import dev.postern.testkit.authenticator.Attestors;
import dev.postern.testkit.authenticator.CertificateAuthority;
import dev.postern.testkit.authenticator.CertificateAuthority.Request;
import dev.postern.testkit.authenticator.KeyAlgorithm;
import dev.postern.testkit.authenticator.Tampering;
import dev.postern.testkit.authenticator.TpmAttestor;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** MakeCredential Response, TPM to SafetyNet, judged under the policy {@code direct}. */
final class FidoPlatformCases {

    private static final String NINE = "MakeCredential Resp-9 ";
    private static final String A = "MakeCredential Resp-A ";
    private static final String B = "MakeCredential Resp-B ";

    private final CertificateAuthority root = CertificateAuthority.root("Root");
    private final CertificateAuthority authority = root.intermediate("Authority", new Request());
    private final KeyPair rsa = KeyAlgorithm.RS256.generate();
    private final FidoCeremonies direct =
            new FidoCeremonies(TestTrust.anchors(root.certificate()), Conveyance.DIRECT);

    List<FidoCase> all() {
        List<FidoCase> cases = new ArrayList<>(tpm());
        cases.addAll(androidKey());
        cases.addAll(safetyNet());
        return cases;
    }

    private List<FidoCase> tpm() {
        X509Certificate leaf = authority.issue(rsa.getPublic(), TpmAttestor.certificate());
        X509Certificate middle = authority.certificate();
        return List.of(
                accept(NINE + "P-1", "SHA-256", tpm(tpm -> {}, leaf, middle)),
                accept(
                        NINE + "P-2",
                        "SHA-1",
                        tpm(
                                tpm -> {
                                    tpm.algorithm = -65535;
                                    tpm.signature = "SHA1withRSA";
                                    tpm.hash = "SHA-1";
                                    tpm.nameAlgorithm = 0x0004;
                                    tpm.nameHash = "SHA-1";
                                    tpm.publicNameAlgorithm = 0x0004;
                                },
                                leaf,
                                middle)),
                accept(
                        NINE + "P-3",
                        "nameAlg is not the algorithm of attested.name",
                        tpm(tpm -> tpm.publicNameAlgorithm = 0x0004, leaf, middle)),
                tpm("F-1", "certificates in the wrong order", tpm(tpm -> {}, middle, leaf)),
                tpm(
                        "F-2",
                        "extraData is another hash",
                        tpm(tpm -> tpm.extraData = new byte[32], leaf, middle)),
                tpm(
                        "F-3",
                        "magic is not TPM_GENERATED_VALUE",
                        tpm(tpm -> tpm.magic = 0xff544348, leaf, middle)),
                tpm(
                        "F-4",
                        "pubArea.unique is another key",
                        tpm(tpm -> tpm.otherKey = true, leaf, middle)));
    }

    private FidoCase tpm(String id, String title, Runnable attempt) {
        return refuse(NINE + id, title, Refusal.ATTESTATION_STATEMENT_INVALID, attempt);
    }

    private Runnable tpm(Consumer<TpmAttestor> change, X509Certificate... path) {
        return () -> {
            TpmAttestor tpm = new TpmAttestor(rsa, path);
            change.accept(tpm);
            direct.register(authenticator().algorithm(KeyAlgorithm.RS256).attestation(tpm));
        };
    }

    private List<FidoCase> androidKey() {
        Attestor sound = Attestors.androidKey(authority, description -> {});
        return List.of(
                accept(A + "P-1", "a key of the phone's hardware", complete(sound)),
                refuse(
                        A + "F-1",
                        "another hash of the client data",
                        Refusal.ATTESTATION_STATEMENT_INVALID,
                        complete(
                                Attestors.androidKey(
                                        authority,
                                        description -> description.challenge = new byte[32]))),
                refuse(
                        A + "F-2",
                        "the certificate is for another key",
                        Refusal.ATTESTATION_STATEMENT_INVALID,
                        complete(
                                Attestors.androidKey(
                                        authority,
                                        description ->
                                                description.certified =
                                                        KeyAlgorithm.ES256
                                                                .generate()
                                                                .getPublic()))),
                refuse(
                        A + "F-3",
                        "certificates in the wrong order",
                        Refusal.ATTESTATION_STATEMENT_INVALID,
                        () ->
                                direct.register(
                                        authenticator().attestation(sound),
                                        changedStatement(
                                                statement ->
                                                        statement.put(
                                                                "x5c", reversed(statement))))));
    }

    private List<Object> reversed(Map<String, Object> statement) {
        List<Object> path = new ArrayList<>(Attestors.x5c(authority.certificate()));
        path.addAll((List<?>) statement.get("x5c"));
        return path;
    }

    /** With the intermediate that the statement's certificate was issued by. */
    private Runnable complete(Attestor attestor) {
        Tampering complete =
                changedStatement(
                        statement -> {
                            List<Object> path = new ArrayList<>((List<?>) statement.get("x5c"));
                            path.addAll(Attestors.x5c(authority.certificate()));
                            statement.put("x5c", path);
                        });
        return () -> direct.register(authenticator().attestation(attestor), complete);
    }

    private List<FidoCase> safetyNet() {
        X509Certificate leaf =
                authority.issue(
                        rsa.getPublic(), new Request().subject(Map.of("CN", "attest.android.com")));
        long minute = Duration.ofMinutes(1).toMillis();
        return List.of(
                accept(B + "P-1", "a fresh response", safetyNet(leaf, said -> {})),
                refused("F-1", "ver empty", safetyNet(leaf, said -> said.version = "")),
                refused("F-2", "response empty", safetyNet(leaf, said -> said.empty = true)),
                refused("F-3", "another nonce", safetyNet(leaf, said -> said.nonce = "AAAA")),
                refused("F-4", "x5c empty", safetyNet(leaf, said -> said.withCertificates = false)),
                refused(
                        "F-5",
                        "ctsProfileMatch false",
                        safetyNet(leaf, said -> said.compatible = false)),
                refused(
                        "F-6",
                        "made in the future",
                        safetyNet(leaf, said -> said.timestamp += 5 * minute)),
                refused(
                        "F-7",
                        "older than a minute",
                        safetyNet(
                                leaf,
                                said ->
                                        said.timestamp =
                                                Instant.now().toEpochMilli() - 2 * minute)));
    }

    private FidoCase refused(String id, String title, Runnable attempt) {
        return refuse(B + id, title, Refusal.ATTESTATION_STATEMENT_INVALID, attempt);
    }

    private Runnable safetyNet(X509Certificate leaf, Consumer<Attestors.SafetyNet> change) {
        return () ->
                direct.register(
                        authenticator()
                                .attestation(
                                        Attestors.safetyNet(
                                                rsa, change, leaf, authority.certificate())));
    }
}
