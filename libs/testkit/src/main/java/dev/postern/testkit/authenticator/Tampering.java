package dev.postern.testkit.authenticator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What is wrong with one answer of the software authenticator. Everything up to the signature is
 * signed as it was tampered with, so only a server that looks at it can refuse it; the signature
 * and the response are tampered with afterwards.
 */
public final class Tampering {

    private Consumer<ObjectNode> clientData = untouched -> {};
    private UnaryOperator<byte[]> clientDataBytes = UnaryOperator.identity();
    private Consumer<AuthenticatorData> authenticatorData = untouched -> {};
    private UnaryOperator<byte[]> authenticatorDataBytes = UnaryOperator.identity();
    private UnaryOperator<byte[]> signature = UnaryOperator.identity();
    private Consumer<Map<String, Object>> attestationObject = untouched -> {};
    private UnaryOperator<byte[]> attestationObjectBytes = UnaryOperator.identity();
    private Consumer<ObjectNode> credential = untouched -> {};

    /** An honest answer, to start from. */
    public static Tampering none() {
        return new Tampering();
    }

    /** Changes the client data before it is written. */
    public Tampering clientData(Consumer<ObjectNode> change) {
        clientData = clientData.andThen(change);
        return this;
    }

    /** Changes the bytes of the client data before they are signed. */
    public Tampering clientDataBytes(UnaryOperator<byte[]> change) {
        clientDataBytes = change;
        return this;
    }

    /** Changes authenticator data before it is written. */
    public Tampering authenticatorData(Consumer<AuthenticatorData> change) {
        authenticatorData = authenticatorData.andThen(change);
        return this;
    }

    /** Changes the bytes of authenticator data before they are signed. */
    public Tampering authenticatorDataBytes(UnaryOperator<byte[]> change) {
        authenticatorDataBytes = change;
        return this;
    }

    /** Changes the signature of an assertion or of a self attestation. */
    public Tampering signature(UnaryOperator<byte[]> change) {
        signature = change;
        return this;
    }

    /** Changes {@code fmt}, {@code attStmt} and {@code authData} before they are written. */
    public Tampering attestationObject(Consumer<Map<String, Object>> change) {
        attestationObject = attestationObject.andThen(change);
        return this;
    }

    /** Changes the bytes of the attestation object. */
    public Tampering attestationObjectBytes(UnaryOperator<byte[]> change) {
        attestationObjectBytes = change;
        return this;
    }

    /** Changes the finished JSON of the credential. */
    public Tampering credential(Consumer<ObjectNode> change) {
        credential = credential.andThen(change);
        return this;
    }

    /** Changes the member {@code response} of the finished JSON. */
    public Tampering response(Consumer<ObjectNode> change) {
        return credential(json -> change.accept((ObjectNode) json.get("response")));
    }

    /** Another ceremony in the client data. */
    public Tampering type(String type) {
        return clientData(json -> json.put("type", type));
    }

    /** Another challenge in the client data. */
    public Tampering challenge(String challenge) {
        return clientData(json -> json.put("challenge", challenge));
    }

    /** Another origin in the client data. */
    public Tampering origin(String origin) {
        return clientData(json -> json.put("origin", origin));
    }

    /** Framed by another origin. */
    public Tampering crossOrigin() {
        return clientData(json -> json.put("crossOrigin", true));
    }

    /** Made for another relying party. */
    public Tampering rpId(String rpId) {
        byte[] hash = AuthenticatorData.sha256(rpId.getBytes(StandardCharsets.UTF_8));
        return authenticatorData(data -> data.rpIdHash = hash);
    }

    /** Sets flags. */
    public Tampering set(int flags) {
        return authenticatorData(data -> data.flags |= flags);
    }

    /** Clears flags. */
    public Tampering clear(int flags) {
        return authenticatorData(data -> data.flags &= ~flags);
    }

    /** Another signature counter. */
    public Tampering signCount(long signCount) {
        return authenticatorData(data -> data.signCount = signCount);
    }

    /** Another algorithm in the credential public key. */
    public Tampering algorithm(long identifier) {
        return authenticatorData(data -> data.coseKey.put(3L, identifier));
    }

    /** A public key whose point is not on its curve. */
    public Tampering offCurve() {
        return authenticatorData(
                data -> data.coseKey.put(-3L, flipped((byte[]) data.coseKey.get(-3L))));
    }

    /** Bytes after the authenticator data that nothing accounts for. */
    public Tampering leftover(int... bytes) {
        return authenticatorDataBytes(
                data -> {
                    byte[] longer = Arrays.copyOf(data, data.length + bytes.length);
                    for (int i = 0; i < bytes.length; i++) {
                        longer[data.length + i] = (byte) bytes[i];
                    }
                    return longer;
                });
    }

    /** The lowest bit of the signature's last byte flipped. */
    public Tampering badSignature() {
        return signature(Tampering::flipped);
    }

    /** Another attestation statement format. */
    public Tampering format(String format) {
        return attestationObject(object -> object.put("fmt", format));
    }

    /** Another {@code id} beside the right {@code rawId}. */
    public Tampering id(byte[] id) {
        return credential(json -> json.put("id", base64url(id)));
    }

    /** Another {@code rawId} beside the right {@code id}. */
    public Tampering rawId(byte[] id) {
        return credential(json -> json.put("rawId", base64url(id)));
    }

    /** Another user handle. */
    public Tampering userHandle(byte[] handle) {
        return response(json -> json.put("userHandle", base64url(handle)));
    }

    /** No user handle. */
    public Tampering withoutUserHandle() {
        return response(json -> json.remove("userHandle"));
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] flipped = bytes.clone();
        flipped[flipped.length - 1] ^= 1;
        return flipped;
    }

    private static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    void applyToClientData(ObjectNode json) {
        clientData.accept(json);
    }

    byte[] applyToClientDataBytes(byte[] bytes) {
        return clientDataBytes.apply(bytes);
    }

    byte[] encode(AuthenticatorData data) {
        authenticatorData.accept(data);
        return authenticatorDataBytes.apply(data.encode());
    }

    byte[] applyToSignature(byte[] bytes) {
        return signature.apply(bytes);
    }

    byte[] encode(Map<String, Object> object) {
        attestationObject.accept(object);
        return attestationObjectBytes.apply(Cbor.encode(object));
    }

    ObjectNode applyToCredential(ObjectNode json) {
        credential.accept(json);
        return json;
    }
}
