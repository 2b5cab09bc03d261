package dev.postern.credential.relyingparty;

import static dev.postern.credential.relyingparty.FidoCase.accept;
import static dev.postern.credential.relyingparty.FidoCase.refuse;
import static dev.postern.credential.relyingparty.FidoCeremonies.authenticator;

import dev.postern.credential.attestation.Blobs;
import dev.postern.credential.attestation.Conveyance;
import dev.postern.credential.attestation.TestTrust;
import dev.postern.testkit.authenticator.Attestors;
import dev.postern.testkit.authenticator.CertificateAuthority;
import dev.postern.testkit.authenticator.CertificateAuthority.Request;
import dev.postern.testkit.authenticator.KeyAlgorithm;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Metadata: the BLOB itself, and what its reports say. */
final class FidoMetadataCases {

    /** A BLOB that is not genuine is never read, so that no ceremony gets to see it. */
    enum Blob {
        REFUSED
    }

    private static final String SUITE = "Metadata ";

    private final CertificateAuthority maker = CertificateAuthority.root("Maker");
    private final KeyPair batch = KeyAlgorithm.ES256.generate();
    private final X509Certificate leaf = maker.issue(batch.getPublic(), new Request());
    private final CertificateAuthority root = CertificateAuthority.root("Metadata Root");
    private final CertificateAuthority authority = root.intermediate("Metadata", new Request());
    private final KeyPair signer = KeyAlgorithm.RS256.generate();
    private final X509Certificate signing = authority.issue(signer.getPublic(), new Request());
    private final List<X509CRL> nothingRevoked =
            List.of(root.revocations(), authority.revocations());

    List<FidoCase> all() {
        String blob = blob("FIDO_CERTIFIED_L1");
        List<Runnable> broken = new ArrayList<>();
        for (String status :
                List.of(
                        "USER_VERIFICATION_BYPASS",
                        "ATTESTATION_KEY_COMPROMISE",
                        "USER_KEY_REMOTE_COMPROMISE",
                        "USER_KEY_PHYSICAL_COMPROMISE",
                        "REVOKED")) {
            broken.add(register(blob(status), nothingRevoked));
        }
        return List.of(
                accept(SUITE + "P-1", "a model in good standing", register(blob, nothingRevoked)),
                refused("F-1", "a statement that was changed", altered(blob), nothingRevoked),
                refuse(
                        SUITE + "F-2",
                        "each status that says a model is broken",
                        Refusal.AUTHENTICATOR_COMPROMISED,
                        broken),
                refused(
                        "F-3",
                        "a BLOB with a bad signature",
                        blob.substring(0, blob.length() - 8) + "AAAAAAAA",
                        nothingRevoked),
                refused("F-4", "a chain to another root", foreign(), nothingRevoked),
                refused(
                        "F-5",
                        "a revoked intermediate",
                        blob,
                        List.of(
                                root.revocations(authority.certificate()),
                                authority.revocations())),
                refused(
                        "F-6",
                        "a revoked leaf",
                        blob,
                        List.of(root.revocations(), authority.revocations(signing))));
    }

    private String blob(String status) {
        return new Blobs()
                .model(
                        FidoAttestationCases.MODEL,
                        "basic_full",
                        "secp256r1_ecdsa_sha256_raw",
                        status,
                        maker.certificate())
                .sign(signer, signing, authority.certificate());
    }

    private static String altered(String blob) {
        String[] parts = blob.split("\\.");
        return parts[0] + "." + parts[1].replaceFirst("A", "B") + "." + parts[2];
    }

    private String foreign() {
        CertificateAuthority other = CertificateAuthority.root("Metadata Root");
        return new Blobs().sign(signer, other.issue(signer.getPublic(), new Request()));
    }

    private FidoCase refused(String id, String title, String blob, List<X509CRL> revocations) {
        return refuse(SUITE + id, title, Blob.REFUSED, register(blob, revocations))
                .because("the BLOB is refused when it is read");
    }

    private Runnable register(String blob, List<X509CRL> revocations) {
        return () ->
                new FidoCeremonies(
                                TestTrust.metadata(blob, revocations, root.certificate()),
                                Conveyance.DIRECT)
                        .register(
                                authenticator()
                                        .aaguid(FidoAttestationCases.MODEL)
                                        .attestation(
                                                Attestors.packed(KeyAlgorithm.ES256, batch, leaf)));
    }
}
