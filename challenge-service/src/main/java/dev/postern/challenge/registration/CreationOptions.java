package dev.postern.challenge.registration;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * PublicKeyCredentialCreationOptionsJSON (WebAuthn Level 3 §5.1.8). Absent members are left out:
 * browsers refuse null.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CreationOptions(
        RelyingPartyEntity rp,
        UserEntity user,
        String challenge,
        List<Parameters> pubKeyCredParams,
        long timeout,
        List<Descriptor> excludeCredentials,
        AuthenticatorSelection authenticatorSelection,
        String attestation) {

    record RelyingPartyEntity(String name, String id) {}

    /** {@code id} is base64url of the user handle: the 36 characters of the user's id. */
    record UserEntity(String name, String displayName, String id) {}

    record Parameters(String type, long alg) {
        Parameters(long alg) {
            this("public-key", alg);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Descriptor(String type, String id, List<String> transports) {}

    record AuthenticatorSelection(
            String residentKey, boolean requireResidentKey, String userVerification) {}

    static List<Parameters> parameters(List<Long> algorithms) {
        return algorithms.stream().map(Parameters::new).toList();
    }
}
