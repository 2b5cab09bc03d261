package dev.postern.qr.handoff;

import dev.postern.auth.AuthConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The two digits that the page shows and the user types. They are computed, never stored: any
 * replica can, and a copy of the store tells nobody.
 */
@ApplicationScoped
public class MatchCode {

    private static final String LABEL = "postern qr match code";

    private final byte[] key;

    MatchCode(AuthConfig config) {
        this.key = mac(config.serviceToken().getBytes(StandardCharsets.UTF_8), LABEL);
    }

    /**
     * The digits of one claim.
     *
     * @param nonce random, made at the claim
     */
    public String of(String sessionId, String nonce) {
        int number = ByteBuffer.wrap(mac(key, sessionId + "|" + nonce)).getInt();
        return "%02d".formatted(Integer.remainderUnsigned(number, 100));
    }

    /** Whether these are the digits. */
    public boolean matches(String typed, String sessionId, String nonce) {
        return typed != null
                && MessageDigest.isEqual(
                        typed.getBytes(StandardCharsets.UTF_8),
                        of(sessionId, nonce).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", impossible);
        }
    }
}
