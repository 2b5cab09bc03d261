package dev.postern.credential.attestation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Certificates and revocation lists that an operator laid down as files. */
final class PemFolder {

    private PemFolder() {}

    /** The certificates of a file, or of every file of a folder. */
    static List<X509Certificate> certificates(String key, Path path) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Path file : files(key, path)) {
            try (InputStream in = Files.newInputStream(file)) {
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(in)
                        .forEach(found -> certificates.add((X509Certificate) found));
            } catch (IOException | CertificateException unreadable) {
                throw unusable(key, file, "certificates in PEM or DER", unreadable);
            }
        }
        return certificates;
    }

    /** The revocation lists of a folder. */
    static List<X509CRL> revocations(String key, Path path) {
        List<X509CRL> lists = new ArrayList<>();
        for (Path file : files(key, path)) {
            try (InputStream in = Files.newInputStream(file)) {
                CertificateFactory.getInstance("X.509")
                        .generateCRLs(in)
                        .forEach(found -> lists.add((X509CRL) found));
            } catch (IOException | CertificateException | CRLException unreadable) {
                throw unusable(key, file, "revocation lists in PEM or DER", unreadable);
            }
        }
        return lists;
    }

    private static List<Path> files(String key, Path path) {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException unreadable) {
            throw unusable(key, path, "a readable file or folder", unreadable);
        }
    }

    private static IllegalStateException unusable(
            String key, Path path, String wanted, Exception cause) {
        return new IllegalStateException(
                "%s is '%s'; give %s.".formatted(key, path, wanted), cause);
    }
}
