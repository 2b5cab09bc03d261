package dev.postern.session.password;

import com.password4j.ScryptFunction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks Firebase's variant of scrypt, which users of a project carry that once moved from there:
 * the derived key encrypts the project's signer key, and that is the hash. Form: {@code
 * $fbscrypt$v=1,n=14,r=8,p=1,ss=<salt separator>,sk=<signer key>$<salt>$<hash>}, base64.
 */
final class FirebaseScrypt {

    static final String PREFIX = "$fbscrypt$";

    private static final Pattern FORM =
            Pattern.compile(
                    "\\$fbscrypt\\$v=1,n=(\\d{1,2}),r=(\\d{1,2}),p=(\\d)(?:,ss=([^,$]+))?"
                            + "(?:,sk=([^$]+))?\\$([^$]+)\\$(.+)");

    /** 2^20 blocks of 1 KiB: the most memory a hash may ask for. */
    private static final int MOST_COST = 20;

    private static final int KEY_BYTES = 32;
    private static final int IV_BYTES = 16;

    private FirebaseScrypt() {}

    /** Whether the password has this hash; no password has one that is malformed. */
    static boolean matches(String password, String hash) {
        Matcher form = FORM.matcher(hash);
        if (!form.matches() || Integer.parseInt(form.group(1)) > MOST_COST) {
            return false;
        }
        try {
            byte[] key =
                    ScryptFunction.getInstance(
                                    1 << Integer.parseInt(form.group(1)),
                                    Integer.parseInt(form.group(2)),
                                    Integer.parseInt(form.group(3)),
                                    KEY_BYTES)
                            .hash(password.getBytes(StandardCharsets.UTF_8), salt(form))
                            .getBytes();
            return MessageDigest.isEqual(encrypt(key, bytes(form.group(5))), bytes(form.group(7)));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static byte[] salt(Matcher form) {
        byte[] salt = bytes(form.group(6));
        byte[] separator = bytes(form.group(4));
        return ByteBuffer.allocate(salt.length + separator.length).put(salt).put(separator).array();
    }

    private static byte[] encrypt(byte[] key, byte[] signerKey) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(Arrays.copyOf(key, KEY_BYTES), "AES"),
                    new IvParameterSpec(new byte[IV_BYTES]));
            return cipher.doFinal(signerKey);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has AES-CTR", impossible);
        }
    }

    private static byte[] bytes(String base64) {
        return base64 == null ? new byte[0] : Base64.getDecoder().decode(base64);
    }
}
