package dev.postern.session.signingkey;

import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigInteger;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Publishes the public halves of the signing keys (RFC 7517). */
@Path("/auth/v1/.well-known/jwks.json")
@Requires(CallerKind.ANYONE)
@NonBlocking
public class JwksResource {

    private static final int COORDINATE_BYTES = 32;

    private final SigningKeys keys;

    JwksResource(SigningKeys keys) {
        this.keys = keys;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The keys that verify access tokens")
    public Response keySet() {
        List<Map<String, Object>> published = keys.all().stream().map(JwksResource::jwk).toList();
        return Response.ok(Map.of("keys", published))
                .header("Cache-Control", "public, max-age=600")
                .build();
    }

    private static Map<String, Object> jwk(SigningKey key) {
        Map<String, Object> jwk = new LinkedHashMap<>();
        jwk.put("kty", "EC");
        jwk.put("crv", "P-256");
        jwk.put("x", coordinate(key.publicKey().getW().getAffineX()));
        jwk.put("y", coordinate(key.publicKey().getW().getAffineY()));
        jwk.put("kid", key.kid());
        jwk.put("alg", "ES256");
        jwk.put("use", "sig");
        jwk.put("key_ops", List.of("verify"));
        return jwk;
    }

    /** Fixed length, left-padded (RFC 7518 §6.2.1.2). */
    private static String coordinate(BigInteger value) {
        byte[] signed = value.toByteArray();
        byte[] fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(signed.length, COORDINATE_BYTES);
        System.arraycopy(signed, signed.length - length, fixed, COORDINATE_BYTES - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }
}
