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

    record Parameters(String type, int alg) {
        Parameters(int alg) {
            this("public-key", alg);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Descriptor(String type, String id, List<String> transports) {}

    record AuthenticatorSelection(
            String residentKey, boolean requireResidentKey, String userVerification) {}

    /** ES256, ES384, ES512, RS256, RS384, RS512, PS256, PS384, PS512, EdDSA; most wanted first. */
    static final List<Parameters> ALGORITHMS =
            List.of(
                    new Parameters(-7),
                    new Parameters(-35),
                    new Parameters(-36),
                    new Parameters(-257),
                    new Parameters(-258),
                    new Parameters(-259),
                    new Parameters(-37),
                    new Parameters(-38),
                    new Parameters(-39),
                    new Parameters(-8));
}
