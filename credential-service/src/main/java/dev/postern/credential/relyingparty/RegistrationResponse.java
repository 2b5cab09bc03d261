package dev.postern.credential.relyingparty;

import java.util.List;

/**
 * RegistrationResponseJSON of WebAuthn Level 3 §5.1, read as far as it is acted upon.
 *
 * @param id {@code id} and {@code rawId}, which agree
 * @param clientDataJson the bytes that were signed
 * @param attestationObject CBOR
 * @param transports as the client named them, {@code cable} as {@code hybrid}
 */
public record RegistrationResponse(
        byte[] id, byte[] clientDataJson, byte[] attestationObject, List<String> transports) {

    public RegistrationResponse {
        transports = List.copyOf(transports);
    }
}
