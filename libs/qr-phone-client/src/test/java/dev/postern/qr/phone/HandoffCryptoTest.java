package dev.postern.qr.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.qr.phone.HandoffCrypto.Recipient;
import dev.postern.qr.phone.HandoffCrypto.Sealed;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.ECPrivateKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HandoffCryptoTest {

    private static final String BROWSER_D =
            "31497c66f63b82b7d8f491defc4e4398fac81761516f3b470b60ef73aedaffac";
    private static final String PHONE_D =
            "0e7e6277ef8b87a7000fb746ccd138d9d1910776a57b2c75326f0d68ed9d0766";
    private static final String BROWSER_KEY =
            "BNG-lqv2tURx9txrUJ2VFaSKa-o5UrLXPI30PJSjFKb1sLX2Tz1Fx_l1tHU_Qg0OqPAkXh9_dXYtjKtWeBnt6Tg";
    private static final String EPK =
            "BF8XRo3Icm_wrDa_47IB8BYqruexEcEZLRhJS3KeUvGK-PMMfz4I_w--E1p_O3Hv2TuxnsqDxL7YgVI2fHCPUtg";
    private static final String HASH = "HVb4t9InFCELCPiyQS6XNUIQODQo-sJcyt2T-abWTBg";
    private static final String SHORT_SID = "Zm9vYmFyLXNlc3Npb24taWQ";
    private static final String SID = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private static final String PAYLOAD = "{\"refreshToken\":\"rt-123\"}";

    private static final byte[] SALT = counting(32, 0);
    private static final byte[] IV = counting(12, 0x10);

    @Test
    @DisplayName("Vector A: info, associated data, key and ciphertext")
    void shouldMeetVectorA() throws GeneralSecurityException {
        Recipient recipient = recipient(SHORT_SID);
        byte[] info = HandoffCrypto.info(recipient, decode(EPK));

        assertThat(HexFormat.of().formatHex(info))
                .isEqualTo(
                        "71722d6272696467652f31005a6d3976596d46794c584e6c63334e7062323474615751"
                                + "001d56f8b7d22714210b08f8b2412e97354210383428fac25ccadd93f9a6d64c"
                                + "187aa56591c3af4807f8689c98d1aa8172238d20fadb34f558deb10b46714831"
                                + "89");
        assertThat(new String(HandoffCrypto.associatedData(recipient), StandardCharsets.UTF_8))
                .isEqualTo("[1,\"" + SHORT_SID + "\",\"https://app.example.com\",\"app_demo\"]");
        assertThat(HexFormat.of().formatHex(key(recipient)))
                .isEqualTo("4ca0617b646abfde7fdf20026f1ca5d2dbccc83ce4aeab7e1b745a85c9f2c453");
        assertThat(sealed(recipient).ct())
                .isEqualTo("32bf63Opsgpf8rWFwYvnp25uWKFWFdBPX9QMqJr4MMT5fcaCNhMsBic");
        assertThat(sealed(recipient).epk()).isEqualTo(EPK);
    }

    @Test
    @DisplayName("Vector B: an id of real length")
    void shouldMeetVectorB() throws GeneralSecurityException {
        Recipient recipient = recipient(SID);

        assertThat(HexFormat.of().formatHex(key(recipient)))
                .isEqualTo("c22570e6eab82abea37f5609a5ddab3ac1fac18128b5fbc9553017acdb50d9e0");
        assertThat(sealed(recipient).ct())
                .isEqualTo("FSYnAOyHeIR6WO-7DgUZAysc7OTAoI0l-S_ZMvC-jioxVwLrIxyGeO8");
    }

    @Test
    @DisplayName("The Keyri scheme's vector: same curve, no info, no associated data")
    void shouldMeetTheKeyriVector() throws GeneralSecurityException {
        byte[] secret = HandoffCrypto.agree(phone(), HandoffCrypto.publicKey(decode(BROWSER_KEY)));
        assertThat(HexFormat.of().formatHex(secret))
                .isEqualTo("0443f673b598e42fbc58175849e5774e2ab9cf654634aa0516fcf19cc5ec124b");

        byte[] salt = Base64.getDecoder().decode("AAECAwQFBgcICQoL");
        byte[] key = HandoffCrypto.hkdf(secret, salt, new byte[0]);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, Base64.getDecoder().decode("EBESExQVFhcYGRob")));

        assertThat(
                        Base64.getEncoder()
                                .encodeToString(
                                        cipher.doFinal(PAYLOAD.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("UeN9xIwskKkPDCcxQjesO3WbDo5v+RMUUqRRXFn84V8E+qu6eNhvRZA=");
    }

    @Test
    void shouldKnowACommittedKeyFromAnother() {
        byte[] other = HandoffCrypto.encode((java.security.interfaces.ECPublicKey) someKey());

        assertThat(HandoffCrypto.keyHash(decode(BROWSER_KEY))).isEqualTo(HASH);
        assertThat(HandoffCrypto.isCommittedTo(decode(BROWSER_KEY), HASH)).isTrue();
        assertThat(HandoffCrypto.isCommittedTo(other, HASH)).isFalse();
    }

    @Test
    void shouldSealUnderANewKeySaltAndIvEachTime() {
        Sealed first = HandoffCrypto.seal(new byte[] {1}, recipient(SID));
        Sealed second = HandoffCrypto.seal(new byte[] {1}, recipient(SID));

        assertThat(first.epk()).isNotEqualTo(second.epk());
        assertThat(first.salt()).isNotEqualTo(second.salt());
        assertThat(first.iv()).isNotEqualTo(second.iv());
        assertThat(first.ct()).isNotEqualTo(second.ct());
    }

    @Test
    void shouldBindTheCiphertextToHandoffOriginApplicationAndBothKeys() throws Exception {
        Sealed sealed = sealed(recipient(SID));
        byte[] key = decode(BROWSER_KEY);
        byte[] otherKey = HandoffCrypto.encode((java.security.interfaces.ECPublicKey) someKey());

        assertThat(open(sealed, recipient(SID))).isEqualTo(PAYLOAD);
        for (Recipient changed :
                new Recipient[] {
                    new Recipient(SHORT_SID, key, "https://app.example.com", "app_demo"),
                    new Recipient(SID, key, "https://evil.example.com", "app_demo"),
                    new Recipient(SID, key, "https://app.example.com", "app_other"),
                    new Recipient(SID, otherKey, "https://app.example.com", "app_demo")
                }) {
            assertThatThrownBy(() -> open(sealed, changed)).isInstanceOf(AEADBadTagException.class);
        }
    }

    @Test
    void shouldRefuseKeysThatAreNoPointsOfTheCurve() {
        byte[] offCurve = decode(BROWSER_KEY);
        offCurve[64] ^= 1;
        byte[] compressed = decode(BROWSER_KEY);
        compressed[0] = 2;
        byte[] tooLarge = new byte[65];
        Arrays.fill(tooLarge, (byte) 0xff);
        tooLarge[0] = 4;
        byte[] zero = new byte[65];
        zero[0] = 4;

        for (byte[] key : new byte[][] {offCurve, compressed, tooLarge, zero, new byte[0]}) {
            assertThatThrownBy(() -> HandoffCrypto.publicKey(key))
                    .isInstanceOfSatisfying(
                            HandoffException.class,
                            e -> assertThat(e.code()).isEqualTo(HandoffException.INVALID_KEY));
        }
    }

    private static Recipient recipient(String sid) {
        return new Recipient(sid, decode(BROWSER_KEY), "https://app.example.com", "app_demo");
    }

    private static Sealed sealed(Recipient recipient) throws GeneralSecurityException {
        return HandoffCrypto.seal(
                PAYLOAD.getBytes(StandardCharsets.UTF_8), recipient, phone(), SALT, IV);
    }

    private static byte[] key(Recipient recipient) throws GeneralSecurityException {
        byte[] secret = HandoffCrypto.agree(phone(), HandoffCrypto.publicKey(decode(BROWSER_KEY)));
        return HandoffCrypto.hkdf(secret, SALT, HandoffCrypto.info(recipient, decode(EPK)));
    }

    /** What the page does; the key of the ciphertext is always the one of the vector. */
    private static String open(Sealed sealed, Recipient recipient) throws GeneralSecurityException {
        KeyPair browser = pair(BROWSER_D, decode(BROWSER_KEY));
        byte[] secret = HandoffCrypto.agree(browser, HandoffCrypto.publicKey(decode(sealed.epk())));
        byte[] key =
                HandoffCrypto.hkdf(
                        secret,
                        decode(sealed.salt()),
                        HandoffCrypto.info(recipient, decode(sealed.epk())));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, decode(sealed.iv())));
        cipher.updateAAD(HandoffCrypto.associatedData(recipient));
        return new String(cipher.doFinal(decode(sealed.ct())), StandardCharsets.UTF_8);
    }

    private static KeyPair phone() throws GeneralSecurityException {
        return pair(PHONE_D, decode(EPK));
    }

    private static KeyPair pair(String d, byte[] point) throws GeneralSecurityException {
        PrivateKey secret =
                KeyFactory.getInstance("EC")
                        .generatePrivate(
                                new ECPrivateKeySpec(new BigInteger(d, 16), HandoffCrypto.curve()));
        return new KeyPair(HandoffCrypto.publicKey(point), secret);
    }

    private static java.security.PublicKey someKey() {
        return HandoffCrypto.newKeyPair().getPublic();
    }

    private static byte[] counting(int length, int from) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }

    private static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
