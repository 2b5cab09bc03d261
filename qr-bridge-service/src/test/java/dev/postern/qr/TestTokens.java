package dev.postern.qr;

import dev.postern.auth.VerificationKeys;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
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

    static String of(UUID user, UUID session, Map<String, Object> more) {
        var claims =
                Jwt.claims()
                        .subject(user.toString())
                        .claim("session_id", session.toString())
                        .claim("role", "authenticated")
                        .audience("authenticated")
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

    /** The key set that session-service would publish. */
    static String jwks() {
        ECPublicKey key = (ECPublicKey) KEYS.getPublic();
        return """
               {"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"test",
                "x":"%s","y":"%s"}]}
               """
                .formatted(
                        coordinate(key.getW().getAffineX()), coordinate(key.getW().getAffineY()));
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] coordinate = new byte[32];
        int from = Math.max(0, bytes.length - 32);
        System.arraycopy(bytes, from, coordinate, 32 - (bytes.length - from), bytes.length - from);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(coordinate);
    }
}
