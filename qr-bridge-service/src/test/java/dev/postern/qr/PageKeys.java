package dev.postern.qr;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The page's key and what the widget does with it, written a second time from the protocol. */
final class PageKeys {

    private final KeyPair pair;
    private final byte[] point;

    PageKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            pair = generator.generateKeyPair();
            byte[] spki = pair.getPublic().getEncoded();
            point = Arrays.copyOfRange(spki, spki.length - 65, spki.length);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    byte[] point() {
        return point.clone();
    }

    String base64Url() {
        return url(point);
    }

    String lite() {
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(point, 1, 65));
    }

    String hash() {
        return url(sha256(point));
    }

    /** Opens a payload of cryptography v1. */
    String open(
            String sid,
            String origin,
            String appId,
            String epk,
            String salt,
            String iv,
            String ct) {
        byte[] phone = Base64.getUrlDecoder().decode(epk);
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        info.writeBytes(("qr-bridge/1\0" + sid + "\0").getBytes(StandardCharsets.US_ASCII));
        info.writeBytes(sha256(point));
        info.writeBytes(sha256(phone));
        String aad = "[1,\"" + sid + "\",\"" + origin + "\",\"" + appId + "\"]";
        return decrypt(
                phone,
                Base64.getUrlDecoder().decode(salt),
                Base64.getUrlDecoder().decode(iv),
                Base64.getUrlDecoder().decode(ct),
                info.toByteArray(),
                aad.getBytes(StandardCharsets.UTF_8));
    }

    /** Seals as a Keyri client does: no info, no associated data. */
    String[] sealLikeKeyri(String payload, int saltLength, int ivLength) {
        try {
            PageKeys phone = new PageKeys();
            byte[] salt = new byte[saltLength];
            byte[] iv = new byte[ivLength];
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(hkdf(phone.agree(point), salt, new byte[0]), "AES"),
                    new GCMParameterSpec(128, iv));
            byte[] sealed = cipher.doFinal(payload.getBytes(StandardCharsets.UTF_8));
            Base64.Encoder b64 = Base64.getEncoder();
            return new String[] {
                b64.encodeToString(phone.pair.getPublic().getEncoded()),
                b64.encodeToString(salt),
                b64.encodeToString(iv),
                b64.encodeToString(sealed)
            };
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String openLikeKeyri(String publicKey, String salt, String iv, String ciphertext) {
        Base64.Decoder b64 = Base64.getDecoder();
        byte[] spki = b64.decode(publicKey);
        return decrypt(
                Arrays.copyOfRange(spki, spki.length - 65, spki.length),
                b64.decode(salt),
                b64.decode(iv),
                b64.decode(ciphertext),
                new byte[0],
                new byte[0]);
    }

    private String decrypt(
            byte[] theirs, byte[] salt, byte[] iv, byte[] sealed, byte[] info, byte[] aad) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(hkdf(agree(theirs), salt, info), "AES"),
                    new GCMParameterSpec(128, iv));
            cipher.updateAAD(aad);
            return new String(cipher.doFinal(sealed), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("decrypt_failed", failure);
        }
    }

    private byte[] agree(byte[] theirs) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("EC");
        ECPoint w =
                new ECPoint(
                        new BigInteger(1, Arrays.copyOfRange(theirs, 1, 33)),
                        new BigInteger(1, Arrays.copyOfRange(theirs, 33, 65)));
        PublicKey key =
                factory.generatePublic(
                        new ECPublicKeySpec(w, ((ECPublicKey) pair.getPublic()).getParams()));
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(pair.getPrivate());
        agreement.doPhase(factory.generatePublic(new X509EncodedKeySpec(key.getEncoded())), true);
        return agreement.generateSecret();
    }

    private static byte[] hkdf(byte[] secret, byte[] salt, byte[] info)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(salt, "HmacSHA256"));
        byte[] prk = mac.doFinal(secret);
        mac.init(new SecretKeySpec(prk, "HmacSHA256"));
        mac.update(info);
        mac.update((byte) 1);
        return mac.doFinal();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
