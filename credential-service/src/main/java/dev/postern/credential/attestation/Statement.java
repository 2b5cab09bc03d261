package dev.postern.credential.attestation;

import dev.postern.credential.authenticator.AuthenticatorData;
import dev.postern.credential.authenticator.CborReader;
import dev.postern.credential.authenticator.CoseAlgorithm;
import dev.postern.credential.authenticator.CoseKey;
import dev.postern.credential.authenticator.MalformedDataException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An attestation statement with everything that its verification takes.
 *
 * @param format {@code fmt}
 * @param content {@code attStmt}, a map in every format but {@code compound}
 * @param data authenticator data, with attested credential data
 * @param credentialKey the key in it
 * @param rpId of the relying party that authenticator data is for
 * @param clientDataHash SHA-256 of the client data
 * @param demanded whether the operator asks for attestation; then a statement must meet the rules
 *     that FIDO adds to those of WebAuthn
 */
public record Statement(
        String format,
        Object content,
        AuthenticatorData data,
        CoseKey credentialKey,
        String rpId,
        byte[] clientDataHash,
        boolean demanded) {

    /** A statement within this one, about the same credential. */
    Statement part(String partFormat, Object partContent) {
        return new Statement(
                partFormat, partContent, data, credentialKey, rpId, clientDataHash, demanded);
    }

    /** {@code authenticatorData} followed by {@code clientDataHash}. */
    byte[] signedBytes() {
        byte[] signed = Arrays.copyOf(data.bytes(), data.bytes().length + clientDataHash.length);
        System.arraycopy(clientDataHash, 0, signed, data.bytes().length, clientDataHash.length);
        return signed;
    }

    Map<Object, Object> members() {
        return CborReader.asMap(content);
    }

    boolean has(String member) {
        return members().containsKey(member);
    }

    byte[] bytes(String member) {
        if (members().get(member) instanceof byte[] bytes) {
            return bytes;
        }
        throw new MalformedDataException(member + " is no byte string");
    }

    String text(String member) {
        if (members().get(member) instanceof String text) {
            return text;
        }
        throw new MalformedDataException(member + " is no text");
    }

    /** {@code alg}; SHA-1 only where the format allows it. */
    CoseAlgorithm algorithm() {
        if (members().get("alg") instanceof Long identifier) {
            return CoseAlgorithm.of(identifier)
                    .orElseThrow(() -> new MalformedDataException("alg is not known"));
        }
        throw new MalformedDataException("alg is no integer");
    }

    /** {@code x5c}, leaf first, at least one. */
    List<X509Certificate> certificates() {
        if (members().get("x5c") instanceof List<?> encoded) {
            return Certificates.read(encoded);
        }
        throw new MalformedDataException("x5c is no array");
    }

    static void demand(boolean condition, String otherwise) {
        if (!condition) {
            throw new MalformedDataException(otherwise);
        }
    }
}
