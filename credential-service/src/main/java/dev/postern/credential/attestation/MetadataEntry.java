package dev.postern.credential.attestation;

import dev.postern.credential.authenticator.CoseAlgorithm;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the FIDO Metadata Service says of a model (MDS 3.0 §3.1.1).
 *
 * @param roots who may vouch for it
 * @param attestationTypes e.g. {@code basic_full}
 * @param algorithms of its credentials, in FIDO's names
 * @param compromised whether a report says that it is broken
 */
record MetadataEntry(
        List<X509Certificate> roots,
        Set<String> attestationTypes,
        Set<String> algorithms,
        boolean compromised) {

    private static final String SURROGATE = "basic_surrogate";

    /** FIDO Registry of Predefined Values §3.6.1. */
    private static final Map<String, CoseAlgorithm> ALGORITHMS =
            Map.ofEntries(
                    Map.entry("secp256r1_ecdsa_sha256_raw", CoseAlgorithm.ES256),
                    Map.entry("secp256r1_ecdsa_sha256_der", CoseAlgorithm.ES256),
                    Map.entry("secp384r1_ecdsa_sha384_raw", CoseAlgorithm.ES384),
                    Map.entry("secp521r1_ecdsa_sha512_raw", CoseAlgorithm.ES512),
                    Map.entry("rsassa_pkcsv15_sha256_raw", CoseAlgorithm.RS256),
                    Map.entry("rsassa_pkcsv15_sha384_raw", CoseAlgorithm.RS384),
                    Map.entry("rsassa_pkcsv15_sha512_raw", CoseAlgorithm.RS512),
                    Map.entry("rsassa_pss_sha256_raw", CoseAlgorithm.PS256),
                    Map.entry("rsassa_pss_sha384_raw", CoseAlgorithm.PS384),
                    Map.entry("rsassa_pss_sha512_raw", CoseAlgorithm.PS512),
                    Map.entry("ed25519_eddsa_sha512_raw", CoseAlgorithm.EDDSA),
                    Map.entry("ed448_eddsa_sha512_raw", CoseAlgorithm.ED448));

    /** Whether the model signs with this algorithm; a model that names none may use any. */
    boolean signsWith(CoseAlgorithm algorithm) {
        return algorithms.isEmpty()
                || algorithms.stream().anyMatch(name -> algorithm == ALGORITHMS.get(name));
    }

    /** Whether the model has certificates at all. */
    boolean isCertified() {
        return attestationTypes.isEmpty()
                || attestationTypes.stream().anyMatch(type -> !type.equals(SURROGATE));
    }
}
