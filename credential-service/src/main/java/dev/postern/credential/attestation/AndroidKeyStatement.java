package dev.postern.credential.attestation;

import static dev.postern.credential.attestation.Statement.demand;

import dev.postern.credential.authenticator.CoseAlgorithm;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Android Key attestation (WebAuthn Level 3 §8.4). Origin and purpose of the key are taken from
 * both authorization lists. Where no attestation is asked for they may be absent, as in the test
 * vector of the specification; a wrong one is refused always.
 */
final class AndroidKeyStatement implements StatementVerifier {

    private static final String KEY_DESCRIPTION = "1.3.6.1.4.1.11129.2.1.17";
    private static final int CHALLENGE = 4;
    private static final int SOFTWARE_ENFORCED = 6;
    private static final int TEE_ENFORCED = 7;
    private static final int PURPOSE = 1;
    private static final int ALL_APPLICATIONS = 600;
    private static final int ORIGIN = 702;
    private static final BigInteger KM_ORIGIN_GENERATED = BigInteger.ZERO;
    private static final BigInteger KM_PURPOSE_SIGN = BigInteger.TWO;

    @Override
    public Attestation verify(Statement statement) {
        CoseAlgorithm algorithm = statement.algorithm();
        List<X509Certificate> path = statement.certificates();
        X509Certificate leaf = path.get(0);
        demand(algorithm != CoseAlgorithm.RS1, "SHA-1 is for TPMs");
        demand(
                algorithm.verifies(
                        leaf.getPublicKey(), statement.signedBytes(), statement.bytes("sig")),
                "sig is not the certificate's");
        demand(
                Arrays.equals(
                        leaf.getPublicKey().getEncoded(),
                        statement.credentialKey().publicKey().getEncoded()),
                "the certificate is for another key than the credential's");
        judge(description(leaf), statement);
        return Attestation.certified(statement.format(), path);
    }

    private static List<Der> description(X509Certificate leaf) {
        byte[] extension = leaf.getExtensionValue(KEY_DESCRIPTION);
        demand(extension != null, "the certificate describes no key");
        List<Der> description = Der.parse(Der.parse(extension).octets()).sequence();
        demand(description.size() > TEE_ENFORCED, "the description of the key is too short");
        return description;
    }

    private static void judge(List<Der> description, Statement statement) {
        demand(
                MessageDigest.isEqual(
                        description.get(CHALLENGE).octets(), statement.clientDataHash()),
                "attestationChallenge is not the hash of the client data");
        List<Der> lists =
                List.of(description.get(SOFTWARE_ENFORCED), description.get(TEE_ENFORCED));
        demand(present(lists, ALL_APPLICATIONS).isEmpty(), "the key is for all applications");
        List<Der> origins = present(lists, ORIGIN);
        List<Der> purposes = present(lists, PURPOSE);
        demand(
                !statement.demanded() || !origins.isEmpty() && !purposes.isEmpty(),
                "origin or purpose of the key is not told");
        demand(
                origins.stream().allMatch(origin -> origin.integer().equals(KM_ORIGIN_GENERATED)),
                "the key was not generated where it is");
        demand(
                purposes.stream().allMatch(AndroidKeyStatement::maySign),
                "the key is not for signing");
    }

    private static boolean maySign(Der purposes) {
        return purposes.set().stream()
                .anyMatch(purpose -> purpose.integer().equals(KM_PURPOSE_SIGN));
    }

    private static List<Der> present(List<Der> lists, int tag) {
        return lists.stream().map(list -> list.tagged(tag)).flatMap(Optional::stream).toList();
    }
}
