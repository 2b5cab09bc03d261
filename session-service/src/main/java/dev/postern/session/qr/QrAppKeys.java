package dev.postern.session.qr;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Makes the publishable names of applications: their ids and app keys. */
final class QrAppKeys {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_BYTES = 24;
    private static final int ID_BYTES = 6;

    private QrAppKeys() {}

    static String next() {
        return "qr_app_"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(random(KEY_BYTES));
    }

    static String newId() {
        return "app_" + HexFormat.of().formatHex(random(ID_BYTES));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
