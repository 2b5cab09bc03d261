package dev.postern.session.signingkey;

import dev.postern.session.SessionConfig;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/**
 * The one secret of the service. It is never used itself: each purpose has a key derived from it by
 * HMAC-SHA256 (NIST SP 800-108), so that no two uses can be played against each other.
 */
@ApplicationScoped
@Startup
public class MasterKey {

    private static final Logger LOG = Logger.getLogger(MasterKey.class);
    private static final String HMAC = "HmacSHA256";
    private static final int BYTES = 32;
    private static final String REMEDY = "make one with `openssl rand -base64 32`.";

    private final SessionConfig config;
    private SecretKeySpec key;

    MasterKey(SessionConfig config) {
        this.config = config;
    }

    @PostConstruct
    void read() {
        String text = config.masterKey().map(String::trim).orElse("");
        demand(!text.isEmpty(), "POSTERN_MASTER_KEY is not set; ");
        byte[] bytes = decode(text);
        demand(
                bytes.length == BYTES,
                "POSTERN_MASTER_KEY must be the base64 of exactly 32 bytes; ");
        key = new SecretKeySpec(bytes, HMAC);
    }

    private static void demand(boolean condition, String complaint) {
        if (!condition) {
            LOG.fatal(complaint + REMEDY);
            throw new IllegalStateException(complaint + REMEDY);
        }
    }

    /** The 32 bytes for one purpose. */
    public byte[] derive(String purpose) {
        return hmac(key, purpose.getBytes(StandardCharsets.UTF_8));
    }

    /** HMAC-SHA256 of {@code message}. */
    public static byte[] hmac(byte[] key, byte[] message) {
        return hmac(new SecretKeySpec(key, HMAC), message);
    }

    private static byte[] hmac(SecretKeySpec key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", impossible);
        }
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
