package dev.postern.testkit.authenticator;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Issues X.509 certificates (RFC 5280), sound ones and others, with ECDSA on P-256. */
public final class CertificateAuthority {

    /** The subject that packed attestation demands. */
    public static final Map<String, String> AUTHENTICATOR =
            Map.of("C", "AT", "O", "Maker", "OU", "Authenticator Attestation", "CN", "Model One");

    private static final Map<String, String> ATTRIBUTES =
            Map.of("CN", "2.5.4.3", "C", "2.5.4.6", "O", "2.5.4.10", "OU", "2.5.4.11");
    private static final byte[] ECDSA_WITH_SHA256 = Asn1.sequence(Asn1.oid("1.2.840.10045.4.3.2"));
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    private CertificateAuthority(byte[] name, KeyPair keys, X509Certificate certificate) {
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
    }

    /** What a certificate is to hold. */
    public static final class Request {
        private byte[] subject = name(AUTHENTICATOR);
        private Instant from = Instant.now().minus(Duration.ofDays(1));
        private Instant until = Instant.now().plus(Duration.ofDays(30));
        private boolean authority;
        private int version = 2;
        private final List<byte[]> extensions = new ArrayList<>();

        public Request subject(Map<String, String> attributes) {
            subject = name(attributes);
            return this;
        }

        public Request valid(Instant start, Instant end) {
            from = start;
            until = end;
            return this;
        }

        public Request authority() {
            authority = true;
            return this;
        }

        /** Version 1 instead of 3. */
        public Request oldVersion() {
            version = 0;
            return this;
        }

        public Request extension(String oid, boolean critical, byte[] value) {
            extensions.add(
                    critical
                            ? Asn1.sequence(Asn1.oid(oid), Asn1.bool(true), Asn1.octets(value))
                            : Asn1.sequence(Asn1.oid(oid), Asn1.octets(value)));
            return this;
        }
    }

    /** A root of its own. */
    public static CertificateAuthority root(String commonName) {
        KeyPair keys = KeyAlgorithm.ES256.generate();
        byte[] name = name(Map.of("CN", commonName));
        CertificateAuthority issuer = new CertificateAuthority(name, keys, null);
        Request request = new Request().subject(Map.of("CN", commonName)).authority();
        return new CertificateAuthority(name, keys, issuer.issue(keys.getPublic(), request));
    }

    /** An authority under this one. */
    public CertificateAuthority intermediate(String commonName, Request request) {
        KeyPair below = KeyAlgorithm.ES256.generate();
        request.subject(Map.of("CN", commonName)).authority();
        return new CertificateAuthority(
                name(Map.of("CN", commonName)), below, issue(below.getPublic(), request));
    }

    /** The authority's own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** A certificate for a key. */
    public X509Certificate issue(PublicKey key, Request request) {
        List<byte[]> extensions = new ArrayList<>(request.extensions);
        extensions.add(
                Asn1.sequence(
                        Asn1.oid("2.5.29.19"),
                        Asn1.bool(true),
                        Asn1.octets(
                                request.authority
                                        ? Asn1.sequence(Asn1.bool(true))
                                        : Asn1.sequence())));
        byte[] serial = Asn1.integer(new BigInteger(64, RANDOM).add(BigInteger.ONE));
        byte[] validity = Asn1.sequence(Asn1.time(request.from), Asn1.time(request.until));
        byte[] content =
                request.version == 0
                        ? Asn1.sequence(
                                serial,
                                ECDSA_WITH_SHA256,
                                name,
                                validity,
                                request.subject,
                                key.getEncoded())
                        : Asn1.sequence(
                                Asn1.explicit(0, Asn1.integer(request.version)),
                                serial,
                                ECDSA_WITH_SHA256,
                                name,
                                validity,
                                request.subject,
                                key.getEncoded(),
                                Asn1.explicit(3, Asn1.sequence(extensions.toArray(byte[][]::new))));
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(signed(content)));
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException("the JDK cannot read the certificate", unreadable);
        }
    }

    /** A list of what this authority has revoked. */
    public X509CRL revocations(X509Certificate... revoked) {
        byte[] now = Asn1.time(Instant.now().minus(Duration.ofHours(1)));
        byte[] next = Asn1.time(Instant.now().plus(Duration.ofDays(1)));
        byte[][] entries =
                Arrays.stream(revoked)
                        .map(one -> Asn1.sequence(Asn1.integer(one.getSerialNumber()), now))
                        .toArray(byte[][]::new);
        byte[] version = Asn1.integer(1);
        byte[] content =
                entries.length == 0
                        ? Asn1.sequence(version, ECDSA_WITH_SHA256, name, now, next)
                        : Asn1.sequence(
                                version,
                                ECDSA_WITH_SHA256,
                                name,
                                now,
                                next,
                                Asn1.sequence(entries));
        try {
            return (X509CRL)
                    CertificateFactory.getInstance("X.509")
                            .generateCRL(new ByteArrayInputStream(signed(content)));
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException("the JDK cannot read the list", unreadable);
        }
    }

    private byte[] signed(byte[] content) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(keys.getPrivate());
        signer.update(content);
        return Asn1.sequence(content, ECDSA_WITH_SHA256, Asn1.bits(signer.sign()));
    }

    private static byte[] name(Map<String, String> attributes) {
        return Asn1.sequence(
                attributes.entrySet().stream()
                        .map(
                                entry ->
                                        Asn1.set(
                                                Asn1.sequence(
                                                        Asn1.oid(ATTRIBUTES.get(entry.getKey())),
                                                        entry.getKey().equals("C")
                                                                ? Asn1.printable(entry.getValue())
                                                                : Asn1.text(entry.getValue()))))
                        .toArray(byte[][]::new));
    }
}
