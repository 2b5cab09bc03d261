package dev.postern.credential.relyingparty;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * AuthenticationResponseJSON of WebAuthn Level 3 §5.1, read as far as it is acted upon.
 *
 * @param id {@code id} and {@code rawId}, which agree
 * @param clientDataJson the bytes whose hash was signed
 * @param authenticatorData the bytes that were signed
 * @param signature over both
 * @param userHandle null when absent
 */
public record AuthenticationResponse(
        byte[] id,
        byte[] clientDataJson,
        byte[] authenticatorData,
        byte[] signature,
        byte[] userHandle) {

    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** The user that the user handle names: the handle is the text of the user's id. */
    public UUID user() {
        if (userHandle == null) {
            throw Refusal.USER_HANDLE_INVALID.problem();
        }
        String text = new String(userHandle, StandardCharsets.ISO_8859_1);
        if (!UUID_TEXT.matcher(text).matches()) {
            throw Refusal.USER_HANDLE_INVALID.problem();
        }
        return UUID.fromString(text);
    }
}
