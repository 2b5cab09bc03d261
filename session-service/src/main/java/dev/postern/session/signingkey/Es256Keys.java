package dev.postern.session.signingkey;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.UUID;

/** Makes ES256 keys, seals them for the database and opens them again. */
@ApplicationScoped
class Es256Keys {

    private final KeySeal seal;

    Es256Keys(KeySeal seal) {
        this.seal = seal;
    }

    SigningKeyEntity generate(String state) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            SigningKeyEntity entity = new SigningKeyEntity();
            entity.kid = UUID.randomUUID().toString();
            entity.algorithm = "ES256";
            entity.state = state;
            entity.publicKey = pair.getPublic().getEncoded();
            entity.sealedPrivateKey = seal.seal(entity.kid, pair.getPrivate().getEncoded());
            entity.createdAt = Instant.now();
            entity.stateChangedAt = entity.createdAt;
            return entity;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has P-256", impossible);
        }
    }

    /** Opens the key, and seals it anew when that was done with the previous master key. */
    SigningKey open(SigningKeyEntity entity) {
        KeySeal.Opened opened = seal.open(entity.kid, entity.sealedPrivateKey);
        if (opened.outdated()) {
            entity.sealedPrivateKey = seal.seal(entity.kid, opened.secret());
        }
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new SigningKey(
                    entity.kid,
                    entity.state,
                    (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(entity.publicKey)),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(opened.secret())));
        } catch (GeneralSecurityException malformed) {
            throw new IllegalStateException(
                    "The signing key " + entity.kid + " in the database is malformed.", malformed);
        }
    }
}
