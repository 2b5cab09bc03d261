package dev.postern.credential.relyingparty;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.credential.CredentialConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the JSON of a credential, demanding nothing that a browser or a native SDK may leave out
 * and bounding everything.
 */
@ApplicationScoped
public class ResponseReader {

    private static final int LONGEST_ID = 4096;
    private static final int LONGEST_CLIENT_DATA = 8192;
    private static final int LONGEST_ATTESTATION = 65_536;
    private static final int LONGEST_AUTH_DATA = 16_384;
    private static final int LONGEST_SIGNATURE = 8192;
    private static final int LONGEST_HANDLE = 64;
    private static final int MOST_TRANSPORTS = 16;
    private static final Pattern TRANSPORT = Pattern.compile("[\\x21-\\x7e]{1,32}");
    private static final Pattern UNPADDED = Pattern.compile("[A-Za-z0-9_-]*");

    private final boolean toleratePadding;

    @Inject
    ResponseReader(CredentialConfig config) {
        this(config.toleratePadding());
    }

    ResponseReader(boolean toleratePadding) {
        this.toleratePadding = toleratePadding;
    }

    /** Reads the credential of a registration. */
    public RegistrationResponse registration(JsonNode credential) {
        byte[] id = id(credential);
        JsonNode response = response(credential);
        return new RegistrationResponse(
                id,
                bytes(response, "clientDataJSON", LONGEST_CLIENT_DATA),
                bytes(response, "attestationObject", LONGEST_ATTESTATION),
                transports(response.get("transports")));
    }

    /** Reads the credential of an authentication. */
    public AuthenticationResponse authentication(JsonNode credential) {
        byte[] id = id(credential);
        JsonNode response = response(credential);
        JsonNode handle = response.get("userHandle");
        return new AuthenticationResponse(
                id,
                bytes(response, "clientDataJSON", LONGEST_CLIENT_DATA),
                bytes(response, "authenticatorData", LONGEST_AUTH_DATA),
                signature(response),
                isAbsent(handle) ? null : bytes(response, "userHandle", LONGEST_HANDLE));
    }

    /** The id, which must be the same in both spellings; {@code id} itself is never padded. */
    private byte[] id(JsonNode credential) {
        if (!credential.isObject() || !"public-key".equals(text(credential, "type"))) {
            throw Refusal.CREDENTIAL_MALFORMED.problem();
        }
        String id = text(credential, "id");
        if (!UNPADDED.matcher(id).matches()) {
            throw Refusal.ENCODING_INVALID.problem();
        }
        byte[] bytes = bytes(credential, "id", LONGEST_ID);
        if (!Arrays.equals(bytes, bytes(credential, "rawId", LONGEST_ID))) {
            throw Refusal.CREDENTIAL_ID_MISMATCH.problem();
        }
        return bytes;
    }

    private static JsonNode response(JsonNode credential) {
        JsonNode response = credential.get("response");
        if (response == null || !response.isObject()) {
            throw Refusal.CREDENTIAL_MALFORMED.problem();
        }
        return response;
    }

    /** An empty signature is well-formed; it just does not verify. */
    private byte[] signature(JsonNode response) {
        JsonNode signature = response.get("signature");
        return signature != null && signature.isTextual() && signature.textValue().isEmpty()
                ? new byte[0]
                : bytes(response, "signature", LONGEST_SIGNATURE);
    }

    private byte[] bytes(JsonNode object, String member, int longest) {
        String text = text(object, member);
        String unpadded = toleratePadding ? withoutPadding(text) : text;
        if (unpadded.length() > longest * 4L / 3 + 3 || !UNPADDED.matcher(unpadded).matches()) {
            throw Refusal.ENCODING_INVALID.problem();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(unpadded);
            if (bytes.length == 0 || bytes.length > longest) {
                throw Refusal.CREDENTIAL_MALFORMED.problem();
            }
            return bytes;
        } catch (IllegalArgumentException notBase64) {
            throw Refusal.ENCODING_INVALID.causedBy(notBase64);
        }
    }

    private static String withoutPadding(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        return text.substring(0, end);
    }

    private static String text(JsonNode object, String member) {
        JsonNode value = object.get(member);
        if (value == null || !value.isTextual()) {
            throw Refusal.CREDENTIAL_MALFORMED.problem();
        }
        return value.textValue();
    }

    private static List<String> transports(JsonNode transports) {
        if (isAbsent(transports)) {
            return List.of();
        }
        if (!transports.isArray() || transports.size() > MOST_TRANSPORTS) {
            throw Refusal.CREDENTIAL_MALFORMED.problem();
        }
        List<String> names = new ArrayList<>();
        for (JsonNode transport : transports) {
            if (!transport.isTextual() || !TRANSPORT.matcher(transport.textValue()).matches()) {
                throw Refusal.CREDENTIAL_MALFORMED.problem();
            }
            String name = transport.textValue().equals("cable") ? "hybrid" : transport.textValue();
            if (!names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private static boolean isAbsent(JsonNode value) {
        return value == null || value.isNull();
    }
}
