package dev.postern.credential.attestation;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Trust policies as operators set them up. */
public final class TestTrust {

    private TestTrust() {}

    /** Nobody is trusted. */
    public static TrustPolicy nobody() {
        return anchors();
    }

    /** These roots vouch for everybody under them. */
    public static TrustPolicy anchors(X509Certificate... roots) {
        return lists(Set.of(), Set.of(), roots);
    }

    /** These roots, and only or not these models. */
    public static TrustPolicy lists(Set<UUID> allowed, Set<UUID> denied, X509Certificate... roots) {
        return new OperatorTrust(List.of(roots), allowed, denied, aaguid -> Optional.empty());
    }

    /** A BLOB of the metadata service, genuine by this root. */
    public static TrustPolicy metadata(
            String blob, List<X509CRL> revocations, X509Certificate root) {
        MetadataBlob read = MetadataBlob.read(blob, List.of(root), revocations, Instant.now());
        return new OperatorTrust(List.of(), Set.of(), Set.of(), read::entry);
    }
}
