package dev.postern.credential.attestation;

import static dev.postern.credential.attestation.Statement.demand;

import dev.postern.credential.authenticator.CoseAlgorithm;
import dev.postern.credential.authenticator.MalformedDataException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** Attestation by a Trusted Platform Module (WebAuthn Level 3 §8.3). */
final class TpmStatement implements StatementVerifier {

    /** tcg-kp-AIKCertificate. */
    private static final String AIK_CERTIFICATE = "2.23.133.8.3";

    /** TPM manufacturer, model and version, TCG EK Credential Profile §3.2.9. */
    private static final List<String> TPM_ATTRIBUTES =
            List.of("2.23.133.2.1", "2.23.133.2.2", "2.23.133.2.3");

    private static final int DIRECTORY_NAME = 4;

    @Override
    public Attestation verify(Statement statement) {
        demand("2.0".equals(statement.text("ver")), "ver is not 2.0");
        CoseAlgorithm algorithm = statement.algorithm();
        byte[] pubArea = statement.bytes("pubArea");
        byte[] certInfo = statement.bytes("certInfo");
        demand(
                TpmPublicArea.parse(pubArea).isKey(statement.credentialKey().publicKey()),
                "pubArea holds another key than authenticator data");
        TpmCertification certification = TpmCertification.parse(certInfo);
        demand(
                MessageDigest.isEqual(
                        digest(algorithm.digest(), statement.signedBytes()),
                        certification.extraData()),
                "extraData is not the hash of what was attested");
        demand(certification.names(pubArea), "attested.name is not pubArea's");
        List<X509Certificate> path = statement.certificates();
        X509Certificate leaf = path.get(0);
        demand(
                algorithm.verifies(leaf.getPublicKey(), certInfo, statement.bytes("sig")),
                "sig is not the attestation key's");
        mustMeetRequirements(leaf);
        Certificates.mustBeFor(statement.data().attested().aaguid(), leaf);
        return Attestation.certified(statement.format(), path);
    }

    /** §8.3.1. */
    private static void mustMeetRequirements(X509Certificate leaf) {
        Certificates.mustBeLeaf(leaf);
        demand(leaf.getSubjectX500Principal().getName().isEmpty(), "the subject is not empty");
        try {
            List<String> usages = leaf.getExtendedKeyUsage();
            demand(
                    usages != null && usages.contains(AIK_CERTIFICATE),
                    "the certificate is not for an attestation key");
            demand(namesTpm(leaf.getSubjectAlternativeNames()), "no TPM is named");
        } catch (CertificateParsingException unreadable) {
            throw new MalformedDataException("an extension cannot be read", unreadable);
        }
    }

    private static boolean namesTpm(Collection<List<?>> names) {
        return names != null
                && names.stream()
                        .filter(name -> name.get(0).equals(DIRECTORY_NAME))
                        .map(name -> String.valueOf(name.get(1)))
                        .anyMatch(name -> TPM_ATTRIBUTES.stream().allMatch(name::contains));
    }

    static byte[] digest(String algorithm, byte[] message) {
        try {
            return MessageDigest.getInstance(algorithm).digest(message);
        } catch (GeneralSecurityException noSuchHash) {
            throw new MalformedDataException("a hash that does not fit", noSuchHash);
        }
    }
}
