package dev.postern.credential.attestation;

import static dev.postern.credential.attestation.Statement.demand;

import dev.postern.credential.authenticator.CoseAlgorithm;
import dev.postern.credential.authenticator.MalformedDataException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Packed attestation, by certificate or by the credential itself (WebAuthn Level 3 §8.2). */
final class PackedStatement implements StatementVerifier {

    private static final String UNIT = "Authenticator Attestation";

    @Override
    public Attestation verify(Statement statement) {
        CoseAlgorithm algorithm = statement.algorithm();
        byte[] signature = statement.bytes("sig");
        return statement.has("x5c")
                ? certified(statement, algorithm, signature)
                : self(statement, algorithm, signature);
    }

    private static Attestation certified(
            Statement statement, CoseAlgorithm algorithm, byte[] signature) {
        List<X509Certificate> path = statement.certificates();
        X509Certificate leaf = path.get(0);
        demand(algorithm != CoseAlgorithm.RS1, "SHA-1 is for TPMs");
        demand(
                algorithm.verifies(leaf.getPublicKey(), statement.signedBytes(), signature),
                "sig is not the certificate's");
        mustMeetRequirements(leaf);
        Certificates.mustBeFor(statement.data().attested().aaguid(), leaf);
        return Attestation.certified(statement.format(), path);
    }

    /** §8.2.1. */
    private static void mustMeetRequirements(X509Certificate leaf) {
        Certificates.mustBeLeaf(leaf);
        Map<String, String> subject = subject(leaf);
        demand(subject.getOrDefault("C", "").matches("[A-Z]{2}"), "no country in the subject");
        demand(!subject.getOrDefault("O", "").isBlank(), "no vendor in the subject");
        demand(UNIT.equals(subject.get("OU")), "the subject is no authenticator attestation");
        demand(!subject.getOrDefault("CN", "").isBlank(), "no name in the subject");
    }

    private static Map<String, String> subject(X509Certificate leaf) {
        try {
            Map<String, String> attributes = new HashMap<>();
            for (Rdn part : new LdapName(leaf.getSubjectX500Principal().getName()).getRdns()) {
                attributes.put(part.getType(), String.valueOf(part.getValue()));
            }
            return attributes;
        } catch (InvalidNameException unreadable) {
            throw new MalformedDataException("the subject cannot be read", unreadable);
        }
    }

    private static Attestation self(
            Statement statement, CoseAlgorithm algorithm, byte[] signature) {
        demand(
                algorithm == statement.credentialKey().algorithm(),
                "alg is not that of the credential");
        demand(
                statement.credentialKey().verifies(statement.signedBytes(), signature),
                "sig is not the credential's");
        return Attestation.self(statement.format());
    }
}
