package dev.postern.credential.relyingparty;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.Optional;

/** What a relying party must look at in attested credential data beside its attestation. */
final class NewCredential {

    private static final int FLAGS = 32;
    private static final int AT_FLAG = 0x40;
    private static final int HEAD = 55;
    private static final int LONGEST_ID = 1023;

    private NewCredential() {}

    /** §7.1 steps 19 and 25, the agreement of all spellings of the id, and a sound key. */
    static void judge(
            byte[] credentialId,
            long algorithm,
            PublicKey key,
            RegistrationResponse response,
            Expectation expected) {
        if (credentialId.length > LONGEST_ID) {
            throw Refusal.CREDENTIAL_ID_TOO_LONG.problem();
        }
        if (!Arrays.equals(credentialId, response.id())) {
            throw Refusal.CREDENTIAL_ID_MISMATCH.problem();
        }
        if (!expected.algorithms().contains(algorithm)) {
            throw Refusal.ALGORITHM_NOT_ALLOWED.problem();
        }
        PublicKeys.mustBeSound(key, algorithm);
    }

    /** The bytes from the credential public key to the end of authenticator data (§6.5.1). */
    static Optional<byte[]> keyIn(byte[] authData) {
        if (authData.length < HEAD || (authData[FLAGS] & AT_FLAG) == 0) {
            return Optional.empty();
        }
        int idLength =
                Byte.toUnsignedInt(authData[HEAD - 2]) << 8
                        | Byte.toUnsignedInt(authData[HEAD - 1]);
        int key = HEAD + idLength;
        return key < authData.length
                ? Optional.of(Arrays.copyOfRange(authData, key, authData.length))
                : Optional.empty();
    }
}
