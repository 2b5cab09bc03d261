package dev.postern.credential.attestation;

import static dev.postern.credential.attestation.Statement.demand;

import dev.postern.credential.authenticator.MalformedDataException;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Certificates of attestation statements and what their formats demand of them. */
final class Certificates {

    /** id-fido-gen-ce-aaguid. */
    private static final String AAGUID_EXTENSION = "1.3.6.1.4.1.45724.1.1.4";

    private static final int MOST = 8;
    private static final int LARGEST = 16_384;
    private static final int VERSION_3 = 3;

    private Certificates() {}

    static List<X509Certificate> read(List<?> encoded) {
        demand(!encoded.isEmpty() && encoded.size() <= MOST, "x5c has no or too many members");
        List<X509Certificate> certificates = new ArrayList<>();
        for (Object certificate : encoded) {
            demand(certificate instanceof byte[], "x5c holds something else than bytes");
            certificates.add(read((byte[]) certificate));
        }
        return certificates;
    }

    /** Exactly one certificate in DER: the JDK would also read PEM, and more than one. */
    static X509Certificate read(byte[] der) {
        demand(der.length > 0 && der.length <= LARGEST && der[0] == 0x30, "not a certificate");
        try {
            var certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der));
            demand(Arrays.equals(certificate.getEncoded(), der), "bytes follow the certificate");
            return certificate;
        } catch (CertificateException unreadable) {
            throw new MalformedDataException("not a certificate", unreadable);
        }
    }

    /** Version 3, no certification authority. */
    static void mustBeLeaf(X509Certificate certificate) {
        demand(certificate.getVersion() == VERSION_3, "the certificate is not of version 3");
        demand(certificate.getBasicConstraints() == -1, "the certificate is an authority's");
    }

    /** The model a certificate is for agrees with authenticator data, where it names one. */
    static void mustBeFor(UUID aaguid, X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(AAGUID_EXTENSION);
        if (extension == null) {
            return;
        }
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        demand(
                critical == null || !critical.contains(AAGUID_EXTENSION),
                "the extension with the AAGUID is critical");
        byte[] value = Der.parse(Der.parse(extension).octets()).octets();
        demand(
                Arrays.equals(value, bytes(aaguid)),
                "the certificate is for authenticators of another model");
    }

    private static byte[] bytes(UUID aaguid) {
        return ByteBuffer.allocate(16)
                .putLong(aaguid.getMostSignificantBits())
                .putLong(aaguid.getLeastSignificantBits())
                .array();
    }
}
