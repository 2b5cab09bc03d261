package dev.postern.testkit.authenticator;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** Attestation by certificate, format by format (WebAuthn Level 3 §8). */
public final class Attestors {

    /** id-fido-gen-ce-aaguid. */
    public static final String AAGUID_EXTENSION = "1.3.6.1.4.1.45724.1.1.4";

    private static final String KEY_DESCRIPTION = "1.3.6.1.4.1.11129.2.1.17";
    private static final String APPLE_NONCE = "1.2.840.113635.100.8.2";

    private Attestors() {}

    private record Made(String format, Function<Attestor.Subject, Object> maker)
            implements Attestor {
        @Override
        public Object statement(Subject subject) {
            return maker.apply(subject);
        }
    }

    /** A format made of a function. */
    public static Attestor of(String format, Function<Attestor.Subject, Object> maker) {
        return new Made(format, maker);
    }

    /** {@code packed} by the key of the path's first certificate. */
    public static Attestor packed(KeyAlgorithm algorithm, KeyPair keys, X509Certificate... path) {
        return of(
                "packed",
                subject -> {
                    Map<String, Object> statement = new LinkedHashMap<>();
                    statement.put("alg", algorithm.identifier());
                    statement.put("sig", algorithm.sign(keys.getPrivate(), subject.signedBytes()));
                    statement.put("x5c", x5c(path));
                    return statement;
                });
    }

    /** {@code fido-u2f} by an ES256 key. */
    public static Attestor u2f(KeyPair keys, X509Certificate... path) {
        return of(
                "fido-u2f",
                subject -> {
                    Map<Long, Object> key = cose(subject);
                    ByteArrayOutputStream message = new ByteArrayOutputStream();
                    message.write(0);
                    message.writeBytes(Arrays.copyOf(subject.authData(), 32));
                    message.writeBytes(subject.clientDataHash());
                    message.writeBytes(subject.credential().id());
                    message.write(4);
                    message.writeBytes((byte[]) key.get(-2L));
                    message.writeBytes((byte[]) key.get(-3L));
                    Map<String, Object> statement = new LinkedHashMap<>();
                    statement.put(
                            "sig",
                            KeyAlgorithm.ES256.sign(keys.getPrivate(), message.toByteArray()));
                    statement.put("x5c", x5c(path));
                    return statement;
                });
    }

    /** What an Android key description says. */
    public static final class KeyDescription {
        public byte[] challenge;
        public PublicKey certified;
        public byte[] software = Asn1.sequence();
        public byte[] tee =
                Asn1.sequence(
                        Asn1.explicit(1, Asn1.set(Asn1.integer(2))),
                        Asn1.explicit(702, Asn1.integer(0)));

        byte[] encode() {
            return Asn1.sequence(
                    Asn1.integer(3),
                    Asn1.enumerated(1),
                    Asn1.integer(4),
                    Asn1.enumerated(1),
                    Asn1.octets(challenge),
                    Asn1.octets(new byte[0]),
                    software,
                    tee);
        }
    }

    /** {@code android-key}, certified by an authority and its own superiors. */
    public static Attestor androidKey(
            CertificateAuthority authority, Consumer<KeyDescription> change) {
        return of(
                "android-key",
                subject -> {
                    KeyDescription description = new KeyDescription();
                    description.challenge = subject.clientDataHash();
                    description.certified = subject.credential().keys().getPublic();
                    change.accept(description);
                    X509Certificate leaf =
                            authority.issue(
                                    description.certified,
                                    new CertificateAuthority.Request()
                                            .extension(
                                                    KEY_DESCRIPTION, false, description.encode()));
                    Map<String, Object> statement = new LinkedHashMap<>();
                    statement.put("alg", subject.credential().algorithm().identifier());
                    statement.put("sig", subject.credential().sign(subject.signedBytes()));
                    statement.put("x5c", x5c(leaf));
                    return statement;
                });
    }

    /** {@code apple}: the certificate is for the credential key and holds the nonce. */
    public static Attestor apple(CertificateAuthority authority) {
        return of(
                "apple",
                subject -> {
                    byte[] nonce = AuthenticatorData.sha256(subject.signedBytes());
                    X509Certificate leaf =
                            authority.issue(
                                    subject.credential().keys().getPublic(),
                                    new CertificateAuthority.Request()
                                            .extension(
                                                    APPLE_NONCE,
                                                    false,
                                                    Asn1.sequence(
                                                            Asn1.explicit(1, Asn1.octets(nonce)))));
                    Map<String, Object> statement = new LinkedHashMap<>();
                    statement.put("x5c", x5c(leaf));
                    return statement;
                });
    }

    /** What a SafetyNet response says. */
    public static final class SafetyNet {
        public String version = "12685023";
        public String nonce;
        public long timestamp = Instant.now().toEpochMilli();
        public boolean compatible = true;
        public boolean withCertificates = true;
        public boolean empty;
    }

    /** {@code android-safetynet}, its JWS signed with RS256. */
    public static Attestor safetyNet(
            KeyPair keys, Consumer<SafetyNet> change, X509Certificate... path) {
        return of(
                "android-safetynet",
                subject -> {
                    SafetyNet said = new SafetyNet();
                    said.nonce =
                            Base64.getEncoder()
                                    .encodeToString(
                                            AuthenticatorData.sha256(subject.signedBytes()));
                    change.accept(said);
                    String certificates =
                            said.withCertificates ? String.join("\",\"", base64(path)) : "";
                    String header =
                            "{\"alg\":\"RS256\",\"x5c\":["
                                    + (certificates.isEmpty() ? "" : "\"" + certificates + "\"")
                                    + "]}";
                    String payload =
                            """
                            {"nonce":"%s","timestampMs":%d,"apkPackageName":"com.google.android.gms",
                            "apkDigestSha256":"AA==","ctsProfileMatch":%b,"basicIntegrity":true,
                            "apkCertificateDigestSha256":["AA=="]}"""
                                    .formatted(said.nonce, said.timestamp, said.compatible);
                    String signed = url(header) + "." + url(payload);
                    byte[] signature =
                            KeyAlgorithm.RS256.sign(
                                    keys.getPrivate(), signed.getBytes(StandardCharsets.US_ASCII));
                    String jws =
                            signed
                                    + "."
                                    + Base64.getUrlEncoder()
                                            .withoutPadding()
                                            .encodeToString(signature);
                    Map<String, Object> statement = new LinkedHashMap<>();
                    statement.put("ver", said.version);
                    statement.put(
                            "response",
                            said.empty ? new byte[0] : jws.getBytes(StandardCharsets.US_ASCII));
                    return statement;
                });
    }

    /** The value of the extension that names a model. */
    public static byte[] aaguid(UUID aaguid) {
        return Asn1.octets(
                ByteBuffer.allocate(16)
                        .putLong(aaguid.getMostSignificantBits())
                        .putLong(aaguid.getLeastSignificantBits())
                        .array());
    }

    static Map<Long, Object> cose(Attestor.Subject subject) {
        return subject.credential().algorithm().coseKey(subject.credential().keys().getPublic());
    }

    /** Certificates as statements carry them. */
    public static List<Object> x5c(X509Certificate... path) {
        return Arrays.stream(path).<Object>map(Attestors::encoded).toList();
    }

    private static List<String> base64(X509Certificate... path) {
        return Arrays.stream(path)
                .map(one -> Base64.getEncoder().encodeToString(encoded(one)))
                .toList();
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String url(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
