package dev.postern.auth;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * Verifies access tokens: ES256 and nothing else (RFC 8725 §3.1), by a key of the suite's own key
 * set, never by anything the token brings along; no leeway on {@code exp}.
 */
@ApplicationScoped
public class AccessTokens {

    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final int LONGEST = 16_384;

    private final DefaultJWTParser parser = new DefaultJWTParser();
    private final VerificationKeys keys;

    AccessTokens(VerificationKeys keys) {
        this.keys = keys;
    }

    /** Claims whose signature and time hold; what they say of a user is not looked at yet. */
    record Verified(JwtClaims claims) {
        String role() {
            return text(claims, "role");
        }
    }

    /**
     * @return the claims of a user's token; fails with the refusal of the first gate it does not
     *     pass
     */
    public Uni<AccessToken> verify(String token) {
        return verified(token).map(AccessTokens::ofUser);
    }

    Uni<Verified> verified(String token) {
        return Uni.createFrom()
                .item(() -> keyIdOf(token))
                .map(id -> id.orElseThrow(() -> unverifiable("signing method is invalid")))
                .chain(keys::find)
                .map(key -> key.orElseThrow(() -> unverifiable("unrecognized JWT kid")))
                .map(key -> check(token, key));
    }

    static AccessToken ofUser(Verified verified) {
        JwtClaims claims = verified.claims();
        String subject = text(claims, "sub");
        if (subject.isEmpty()) {
            throw ApiProblem.of(Problem.MISSING_SUB);
        }
        String session = text(claims, "session_id");
        return new AccessToken(
                uuid(subject, Problem.SUB_NOT_UUID),
                session.isEmpty()
                        ? Optional.empty()
                        : Optional.of(uuid(session, Problem.SESSION_ID_NOT_UUID)),
                text(claims, "role"),
                text(claims, "aal").isEmpty() ? "aal1" : text(claims, "aal"),
                text(claims, "email"),
                text(claims, "phone"),
                Boolean.TRUE.equals(claims.getClaimValue("is_anonymous")),
                metadata(claims),
                audience(claims),
                Instant.ofEpochSecond(expiry(claims)));
    }

    private static Optional<String> keyIdOf(String token) {
        if (token.length() > LONGEST || token.chars().filter(c -> c == '.').count() != 2) {
            throw unverifiable("token is malformed: token contains an invalid number of segments");
        }
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setCompactSerialization(token);
            return Optional.ofNullable(signature.getKeyIdHeaderValue());
        } catch (JoseException malformed) {
            throw unverifiable("token is malformed: could not decode").causedBy(malformed);
        }
    }

    private Verified check(String token, PublicKey key) {
        JWTAuthContextInfo context = new JWTAuthContextInfo(key, null);
        context.setSignatureAlgorithm(Set.of(SignatureAlgorithm.ES256));
        context.setRequireNamedPrincipal(false);
        context.setClockSkew(0);
        try {
            JsonWebToken verified = parser.parse(token, context);
            String payload = verified.getRawToken().split("\\.")[1];
            return new Verified(
                    JwtClaims.parse(
                            new String(
                                    Base64.getUrlDecoder().decode(payload),
                                    StandardCharsets.UTF_8)));
        } catch (ParseException | InvalidJwtException invalid) {
            throw unverifiable(
                            isExpired(invalid)
                                    ? "token has invalid claims: token is expired"
                                    : "token signature is invalid")
                    .causedBy(invalid);
        }
    }

    private static boolean isExpired(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof InvalidJwtException invalid) {
                return invalid.hasExpired();
            }
        }
        return false;
    }

    private static long expiry(JwtClaims claims) {
        try {
            return claims.getExpirationTime() == null ? 0 : claims.getExpirationTime().getValue();
        } catch (MalformedClaimException malformed) {
            throw unverifiable("token has invalid claims: exp is invalid").causedBy(malformed);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> metadata(JwtClaims claims) {
        return claims.getClaimValue("user_metadata") instanceof Map<?, ?> map
                ? (Map<String, Object>) map
                : Map.of();
    }

    private static String audience(JwtClaims claims) {
        Object audience = claims.getClaimValue("aud");
        if (audience instanceof List<?> list) {
            return list.isEmpty() ? "" : String.valueOf(list.get(0));
        }
        return audience instanceof String text ? text : "";
    }

    private static String text(JwtClaims claims, String name) {
        return claims.getClaimValue(name) instanceof String text ? text : "";
    }

    private static UUID uuid(String text, Problem refusal) {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw ApiProblem.of(refusal);
        }
        return UUID.fromString(text);
    }

    private static ApiProblem unverifiable(String detail) {
        return ApiProblem.of(Problem.BAD_JWT, detail);
    }
}
