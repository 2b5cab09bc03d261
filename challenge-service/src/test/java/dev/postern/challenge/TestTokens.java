package dev.postern.challenge;

import dev.postern.auth.VerificationKeys;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Access tokens as session-service signs them. */
@Alternative
@Priority(1)
@ApplicationScoped
class TestTokens implements VerificationKeys {

    private static final KeyPair KEYS = keys();

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public Uni<Optional<PublicKey>> find(String keyId) {
        return Uni.createFrom()
                .item(keyId.equals("test") ? Optional.of(KEYS.getPublic()) : Optional.empty());
    }

    static String of(UUID user, UUID session) {
        return of(user, session, Map.of());
    }

    /** A token of the service role, which names no user. */
    static String ofAdministrator() {
        return Jwt.claims()
                .claim("role", "service_role")
                .expiresIn(Duration.ofMinutes(5))
                .jws()
                .algorithm(io.smallrye.jwt.algorithm.SignatureAlgorithm.ES256)
                .keyId("test")
                .sign(KEYS.getPrivate());
    }

    static String of(UUID user, UUID session, Map<String, Object> more) {
        var claims =
                Jwt.claims()
                        .subject(user.toString())
                        .claim("session_id", session.toString())
                        .claim("role", "authenticated")
                        .claim("aal", "aal1")
                        .claim("email", "ada@example.org")
                        .claim("phone", "")
                        .claim("is_anonymous", false)
                        .expiresIn(Duration.ofMinutes(5));
        more.forEach(claims::claim);
        return claims.jws()
                .algorithm(io.smallrye.jwt.algorithm.SignatureAlgorithm.ES256)
                .keyId("test")
                .sign(KEYS.getPrivate());
    }
}
