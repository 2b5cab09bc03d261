package dev.postern.auth;

import io.smallrye.mutiny.Uni;
import java.security.PublicKey;
import java.util.Optional;

/** Where the public keys of access tokens come from. */
public interface VerificationKeys {

    /**
     * The key with this id. An implementation MUST answer empty, not fail, for an id it does not
     * know, and MUST NOT use the id for anything but a look-up.
     */
    Uni<Optional<PublicKey>> find(String keyId);
}
