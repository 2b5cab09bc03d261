package dev.postern.credential.attestation;

import dev.postern.credential.authenticator.CoseKey;
import java.util.UUID;

/** Whether the operator takes a credential with this attestation. */
public interface TrustPolicy {

    /**
     * Judges a statement that has been verified in its own terms.
     *
     * <p>An implementation MUST refuse with a {@link dev.postern.credential.relyingparty.Refusal},
     * and MUST NOT let an AAGUID count that no trusted path attests.
     *
     * @param aaguid as authenticator data claims it
     * @return whether the AAGUID is attested
     */
    boolean judge(Attestation attestation, UUID aaguid, CoseKey key, Conveyance conveyance);
}
