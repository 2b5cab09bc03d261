package dev.postern.testkit.authenticator;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Attests new credentials in one attestation statement format. */
public interface Attestor {

    /** The format's identifier. */
    String format();

    /** The statement: a map with text keys, or a list of parts for {@code compound}. */
    Object statement(Subject subject);

    /**
     * The attestation object (§6.5.4).
     *
     * @param signature what becomes of a signature in the statement
     */
    default Map<String, Object> object(Subject subject, UnaryOperator<byte[]> signature) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("fmt", format());
        object.put("attStmt", statement(subject));
        object.put("authData", subject.authData());
        if (object.get("attStmt") instanceof Map<?, ?> members
                && members.get("sig") instanceof byte[] honest) {
            Map<Object, Object> signed = new LinkedHashMap<>(members);
            signed.put("sig", signature.apply(honest));
            object.put("attStmt", signed);
        }
        return object;
    }

    /**
     * What is attested.
     *
     * @param authData authenticator data as it will be sent
     * @param clientDataHash SHA-256 of the client data
     */
    record Subject(SoftwareCredential credential, byte[] authData, byte[] clientDataHash) {

        /** {@code authenticatorData} followed by {@code clientDataHash}. */
        public byte[] signedBytes() {
            return Attestor.signedBytes(authData, clientDataHash);
        }
    }

    /** What an assertion or a statement signs. */
    static byte[] signedBytes(byte[] authData, byte[] clientDataHash) {
        byte[] signed = Arrays.copyOf(authData, authData.length + clientDataHash.length);
        System.arraycopy(clientDataHash, 0, signed, authData.length, clientDataHash.length);
        return signed;
    }
}
