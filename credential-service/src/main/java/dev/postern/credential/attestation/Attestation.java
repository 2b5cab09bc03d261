package dev.postern.credential.attestation;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a verified statement amounts to, before anybody decides to trust it.
 *
 * @param format the attestation statement format
 * @param kind who signed
 * @param path the certificates that vouch for the signer, leaf first; empty unless certified
 */
public record Attestation(String format, Kind kind, List<X509Certificate> path) {

    /** Who signed the statement. */
    public enum Kind {
        /** Nobody. */
        NONE,
        /** The new credential itself. */
        SELF,
        /** A key with certificates: Basic, AttCA or AnonCA. */
        CERTIFIED
    }

    public Attestation {
        path = List.copyOf(path);
    }

    static Attestation none(String format) {
        return new Attestation(format, Kind.NONE, List.of());
    }

    static Attestation self(String format) {
        return new Attestation(format, Kind.SELF, List.of());
    }

    static Attestation certified(String format, List<X509Certificate> path) {
        return new Attestation(format, Kind.CERTIFIED, path);
    }
}
