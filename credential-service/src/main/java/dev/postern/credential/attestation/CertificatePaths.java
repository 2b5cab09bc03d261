package dev.postern.credential.attestation;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Validates certificate paths (RFC 5280 §6) against anchors that the operator chose. */
final class CertificatePaths {

    private static final Logger LOG = Logger.getLogger(CertificatePaths.class);

    private CertificatePaths() {}

    /**
     * Whether a path leads to one of the anchors. The anchor itself must not be part of it, so that
     * nobody brings their own; a leaf that is an anchor stands for itself.
     */
    static boolean leadsTo(
            Collection<X509Certificate> anchors, List<X509Certificate> path, Instant now) {
        return leadsTo(anchors, path, List.of(), now);
    }

    /**
     * @param revocations lists that every authority of the path must be covered by; none:
     *     revocation is not checked
     */
    static boolean leadsTo(
            Collection<X509Certificate> anchors,
            List<X509Certificate> path,
            Collection<X509CRL> revocations,
            Instant now) {
        if (anchors.isEmpty() || path.isEmpty()) {
            return false;
        }
        try {
            if (path.size() == 1 && anchors.contains(path.get(0))) {
                path.get(0).checkValidity(Date.from(now));
                return true;
            }
            if (path.stream().anyMatch(anchors::contains)) {
                return false;
            }
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509").generateCertPath(path),
                            parameters(anchors, revocations, now));
            return true;
        } catch (GeneralSecurityException untrusted) {
            LOG.debug("A certificate path leads to no trust anchor", untrusted);
            return false;
        }
    }

    private static PKIXParameters parameters(
            Collection<X509Certificate> anchors, Collection<X509CRL> revocations, Instant now)
            throws GeneralSecurityException {
        Set<TrustAnchor> trusted =
                anchors.stream()
                        .map(anchor -> new TrustAnchor(anchor, null))
                        .collect(Collectors.toSet());
        PKIXParameters parameters = new PKIXParameters(trusted);
        parameters.setDate(Date.from(now));
        parameters.setRevocationEnabled(!revocations.isEmpty());
        parameters.addCertStore(
                CertStore.getInstance(
                        "Collection", new CollectionCertStoreParameters(revocations)));
        return parameters;
    }
}
