package dev.postern.session.token;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.crypto.CryptoProvider;
import dev.postern.session.SessionConfig;
import dev.postern.session.session.SessionState;
import dev.postern.session.signingkey.SigningKey;
import dev.postern.session.signingkey.SigningKeys;
import dev.postern.session.user.User;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Signs access tokens: ES256 by the current key, with the claims Supabase's clients read. */
@ApplicationScoped
public class AccessTokenSigner {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> MAP =
            new TypeReference<>() {};

    private final SigningKeys keys;
    private final CryptoProvider cryptoProvider;
    private final String issuer;
    private final Counter signatures;

    AccessTokenSigner(
            SigningKeys keys,
            CryptoProvider cryptoProvider,
            SessionConfig config,
            MeterRegistry metrics) {
        this.keys = keys;
        this.cryptoProvider = cryptoProvider;
        this.issuer = config.apiExternalUrl().toString();
        this.signatures =
                Counter.builder("postern.signatures")
                        .description("Access tokens signed")
                        .register(metrics);
    }

    /**
     * The access token of a session. Signed where it is called when that takes microseconds, on a
     * worker thread when only the JDK's provider is there.
     */
    Uni<String> sign(User user, SessionState session, Instant issuedAt, Instant expiresAt) {
        if (cryptoProvider.isNative()) {
            return Uni.createFrom().item(signed(user, session, issuedAt, expiresAt));
        }
        Context context = Vertx.currentContext();
        return Uni.createFrom()
                .item(() -> signed(user, session, issuedAt, expiresAt))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .emitOn(task -> context.runOnContext(ignored -> task.run()));
    }

    private String signed(User user, SessionState session, Instant issuedAt, Instant expiresAt) {
        SigningKey key = keys.current();
        signatures.increment();
        return Jwt.claims(claims(user, session, issuedAt, expiresAt))
                .jws()
                .keyId(key.kid())
                .algorithm(SignatureAlgorithm.ES256)
                .header("typ", "JWT")
                .sign(key.privateKey());
    }

    private Map<String, Object> claims(
            User user, SessionState session, Instant issuedAt, Instant expiresAt) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", user.id().toString());
        claims.put("aud", user.aud());
        claims.put("exp", expiresAt.getEpochSecond());
        claims.put("iat", issuedAt.getEpochSecond());
        claims.put("email", Optional.ofNullable(user.email()).orElse(""));
        claims.put("phone", Optional.ofNullable(user.phone()).orElse(""));
        claims.put("app_metadata", map(user.rawAppMetaData()));
        claims.put("user_metadata", map(user.rawUserMetaData()));
        claims.put("role", user.role());
        claims.put("aal", session.aal());
        claims.put("amr", session.amr());
        claims.put("session_id", session.id().toString());
        claims.put("is_anonymous", user.anonymous());
        return claims;
    }

    private static Map<String, Object> map(JsonNode json) {
        return json == null || !json.isObject() ? Map.of() : JSON.convertValue(json, MAP);
    }
}
