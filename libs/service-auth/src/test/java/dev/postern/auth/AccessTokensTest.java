package dev.postern.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.problem.ApiProblem;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.UUID;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class AccessTokensTest {

    private static final EllipticCurveJsonWebKey KEY = key();
    private static final String USER = UUID.randomUUID().toString();

    private final AccessTokens tokens =
            new AccessTokens(
                    id ->
                            Uni.createFrom()
                                    .item(
                                            id.equals("known")
                                                    ? Optional.of(KEY.getPublicKey())
                                                    : Optional.empty()));

    private static EllipticCurveJsonWebKey key() {
        try {
            return EcJwkGenerator.generateJwk(EllipticCurves.P256);
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(USER);
        claims.setStringClaim("session_id", UUID.randomUUID().toString());
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(5);
        return claims;
    }

    private static String signed(JwtClaims claims, String keyId) throws JoseException {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(KEY.getPrivateKey());
        signature.setKeyIdHeaderValue(keyId);
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        return signature.getCompactSerialization();
    }

    private AccessToken verify(String token) {
        return tokens.verify(token).await().indefinitely();
    }

    private void assertRefused(String token, int status, String message) {
        assertThatThrownBy(() -> verify(token))
                .isInstanceOfSatisfying(
                        ApiProblem.class,
                        problem -> {
                            assertThat(problem.status()).isEqualTo(status);
                            assertThat(problem.code()).isEqualTo("bad_jwt");
                            assertThat(problem.getMessage()).isEqualTo(message);
                        });
    }

    private static String unverifiable(String detail) {
        return "invalid JWT: unable to parse or verify signature, " + detail;
    }

    @Test
    void shouldReadTheClaimsOfAUser() throws Exception {
        JwtClaims claims = claims();
        claims.setStringClaim("email", "a@example.org");
        claims.setClaim("user_metadata", java.util.Map.of("name", "Ada"));

        AccessToken token = verify(signed(claims, "known"));

        assertThat(token.userId()).hasToString(USER);
        assertThat(token.email()).isEqualTo("a@example.org");
        assertThat(token.userMetadata()).containsEntry("name", "Ada");
        assertThat(token.aal()).isEqualTo("aal1");
    }

    @Test
    void shouldRefuseAnExpiredTokenWithoutLeeway() throws Exception {
        JwtClaims claims = claims();
        claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() - 1));

        assertRefused(
                signed(claims, "known"),
                403,
                unverifiable("token has invalid claims: token is expired"));
    }

    @Test
    void shouldRefuseAChangedPayload() throws Exception {
        String[] parts = signed(claims(), "known").split("\\.");
        String[] other = signed(claims(), "known").split("\\.");

        assertRefused(
                parts[0] + "." + other[1] + "." + parts[2],
                403,
                unverifiable("token signature is invalid"));
    }

    @Test
    void shouldRefuseAnyAlgorithmButEs256() throws Exception {
        JsonWebSignature none = new JsonWebSignature();
        none.setPayload(claims().toJson());
        none.setKeyIdHeaderValue("known");
        none.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        none.setAlgorithmConstraints(org.jose4j.jwa.AlgorithmConstraints.ALLOW_ONLY_NONE);
        JsonWebSignature hmac = new JsonWebSignature();
        hmac.setPayload(claims().toJson());
        hmac.setKeyIdHeaderValue("known");
        hmac.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        hmac.setKey(new HmacKey(KEY.getPublicKey().getEncoded()));

        assertRefused(
                none.getCompactSerialization(), 403, unverifiable("token signature is invalid"));
        assertRefused(
                hmac.getCompactSerialization(), 403, unverifiable("token signature is invalid"));
    }

    @Test
    void shouldRefuseAnUnknownOrAbsentKeyId() throws Exception {
        assertRefused(
                signed(claims(), "../../etc/passwd"), 403, unverifiable("unrecognized JWT kid"));
        assertRefused(signed(claims(), null), 403, unverifiable("signing method is invalid"));
    }

    @Test
    void shouldRefuseWhatIsNoJwt() {
        assertRefused(
                "nonsense",
                403,
                unverifiable("token is malformed: token contains an invalid number of segments"));
        assertRefused("a.b.c", 403, unverifiable("token is malformed: could not decode"));
    }

    @Test
    void shouldRefuseTokensThatNameNoUserOrNoSessionProperly() throws Exception {
        JwtClaims noSub = claims();
        noSub.unsetClaim("sub");
        JwtClaims badSub = claims();
        badSub.setSubject("1-1-1-1-1");
        JwtClaims badSession = claims();
        badSession.setStringClaim("session_id", "x");

        assertRefused(signed(noSub, "known"), 403, "invalid claim: missing sub claim");
        assertRefused(signed(badSub, "known"), 400, "invalid claim: sub claim must be a UUID");
        assertRefused(
                signed(badSession, "known"), 403, "invalid claim: session_id claim must be a UUID");
    }
}
