package dev.postern.session.signingkey;

import dev.postern.session.SessionConfig;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
    private Optional<SecretKeySpec> previous = Optional.empty();

    MasterKey(SessionConfig config) {
        this.config = config;
    }

    @PostConstruct
    void read() {
        String text = config.masterKey().map(String::trim).orElse("");
        demand(!text.isEmpty(), "POSTERN_MASTER_KEY is not set; ");
        key = read("POSTERN_MASTER_KEY", text);
        previous =
                config.masterKeyPrevious()
                        .map(String::trim)
                        .filter(other -> !other.isEmpty())
                        .map(other -> read("POSTERN_MASTER_KEY_PREVIOUS", other));
    }

    private static SecretKeySpec read(String name, String text) {
        byte[] bytes = decode(text);
        demand(bytes.length == BYTES, name + " must be the base64 of exactly 32 bytes; ");
        return new SecretKeySpec(bytes, HMAC);
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

    /** The same, followed by what the previous master key yields while that is still taken. */
    public List<byte[]> deriveAll(String purpose) {
        byte[] message = purpose.getBytes(StandardCharsets.UTF_8);
        return Stream.concat(Stream.of(key), previous.stream())
                .map(master -> hmac(master, message))
                .toList();
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
