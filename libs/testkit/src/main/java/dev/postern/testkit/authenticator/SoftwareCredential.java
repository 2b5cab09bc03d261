package dev.postern.testkit.authenticator;

import java.security.KeyPair;
import java.util.UUID;

/** A resident credential of the software authenticator. */
public final class SoftwareCredential {

    private final byte[] id;
    private final String rpId;
    private final byte[] userHandle;
    private final KeyAlgorithm algorithm;
    private final KeyPair keys;
    private final UUID aaguid;
    private long signCount;

    SoftwareCredential(
            byte[] id,
            String rpId,
            byte[] userHandle,
            KeyAlgorithm algorithm,
            KeyPair keys,
            UUID aaguid,
            long signCount) {
        this.id = id;
        this.rpId = rpId;
        this.userHandle = userHandle;
        this.algorithm = algorithm;
        this.keys = keys;
        this.aaguid = aaguid;
        this.signCount = signCount;
    }

    /** The same key in another device, its counter where it is now. */
    SoftwareCredential copy() {
        return new SoftwareCredential(id, rpId, userHandle, algorithm, keys, aaguid, signCount);
    }

    public byte[] id() {
        return id.clone();
    }

    public String rpId() {
        return rpId;
    }

    public byte[] userHandle() {
        return userHandle.clone();
    }

    public KeyAlgorithm algorithm() {
        return algorithm;
    }

    public UUID aaguid() {
        return aaguid;
    }

    public KeyPair keys() {
        return keys;
    }

    /** The counter of the last ceremony. */
    public long signCount() {
        return signCount;
    }

    /** What the counter says next; zero stays zero for an authenticator without one. */
    public void setSignCount(long signCount) {
        this.signCount = signCount;
    }

    /** What this credential signs. */
    public byte[] sign(byte[] message) {
        return algorithm.sign(keys.getPrivate(), message);
    }
}
