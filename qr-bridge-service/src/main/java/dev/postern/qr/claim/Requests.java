package dev.postern.qr.claim;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.problem.ApiProblem;
import dev.postern.qr.handoff.P256Point;
import dev.postern.qr.handoff.QrProblem;
import dev.postern.qr.handoff.Tokens;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;

/** What a phone sends, checked member by member. */
final class Requests {

    /** The longest ciphertext, in bytes. */
    static final int LONGEST_CIPHERTEXT = 12 * 1024;

    private static final int SHORTEST_CIPHERTEXT = 16;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_ID = 128;
    private static final int LONGEST_VERSION = 32;
    private static final int SALT = 32;
    private static final int IV = 12;
    private static final Pattern DIGITS = Pattern.compile("\\d{2}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Set<String> PLATFORMS = Set.of("android", "ios", "web", "other");
    private static final Set<String> REASONS = Set.of("user", "not_me");

    private Requests() {}

    /** The phone as it describes itself. */
    record Device(
            @JsonProperty("id") String id,
            @JsonProperty("name") String name,
            @JsonProperty("platform") String platform,
            @JsonProperty("appVersion") String appVersion) {

        void check() {
            required("device.id", id, LONGEST_ID);
            required("device.name", name, LONGEST_NAME);
            if (!PLATFORMS.contains(String.valueOf(platform))) {
                throw QrProblem.invalid("device.platform must be one of android, ios, web, other");
            }
            if (appVersion != null) {
                required("device.appVersion", appVersion, LONGEST_VERSION);
            }
        }

        JsonObject toJson() {
            return new JsonObject().put("platform", platform).put("name", name);
        }
    }

    record Claim(@JsonProperty("device") Device device, @JsonProperty("h") String keyHash) {
        void check() {
            if (device == null) {
                throw QrProblem.invalid("device is required");
            }
            device.check();
            if (keyHash != null && !Tokens.isWellFormed(keyHash)) {
                throw QrProblem.invalid("h must be 43 characters of base64url");
            }
        }
    }

    record Sealed(
            @JsonProperty("v") Integer version,
            @JsonProperty("epk") String epk,
            @JsonProperty("salt") String salt,
            @JsonProperty("iv") String iv,
            @JsonProperty("ct") String ct) {

        void check() {
            if (version == null || version != 1) {
                throw QrProblem.invalid("enc.v must be 1");
            }
            P256Point ignored = P256Point.ofBase64Url(epk);
            length("enc.salt", Base64.getUrlDecoder(), salt, SALT, SALT);
            length("enc.iv", Base64.getUrlDecoder(), iv, IV, IV);
            ciphertext("enc.ct", Base64.getUrlDecoder(), ct);
        }

        JsonObject toJson() {
            return new JsonObject()
                    .put("publicKey", epk)
                    .put("salt", salt)
                    .put("iv", iv)
                    .put("ciphertext", ct);
        }
    }

    record Approve(
            @JsonProperty("handshakeToken") String handshakeToken,
            @JsonProperty("matchCode") String matchCode,
            @JsonProperty("trustBrowser") Boolean trustBrowser,
            @JsonProperty("enc") Sealed enc) {

        void check() {
            handshake(handshakeToken);
            if (matchCode != null && !DIGITS.matcher(matchCode).matches()) {
                throw QrProblem.invalid("matchCode must be two digits");
            }
            if (enc == null) {
                throw QrProblem.invalid("enc is required");
            }
            enc.check();
        }
    }

    record Deny(
            @JsonProperty("handshakeToken") String handshakeToken,
            @JsonProperty("reason") String reason) {

        void check() {
            handshake(handshakeToken);
            if (reason != null && !REASONS.contains(reason)) {
                throw QrProblem.invalid("reason must be user or not_me");
            }
        }
    }

    static void handshake(String token) {
        if (token == null) {
            throw QrProblem.invalid("handshakeToken is required");
        }
        if (!Tokens.isWellFormed(token)) {
            throw ApiProblem.of(QrProblem.INVALID_HANDSHAKE);
        }
    }

    static void ciphertext(String name, Base64.Decoder decoder, String text) {
        if (text != null && text.length() > LONGEST_CIPHERTEXT * 4 / 3 + 4) {
            throw ApiProblem.of(QrProblem.PAYLOAD_TOO_LARGE);
        }
        int length = decode(name, decoder, text).length;
        if (length > LONGEST_CIPHERTEXT) {
            throw ApiProblem.of(QrProblem.PAYLOAD_TOO_LARGE);
        }
        if (length < SHORTEST_CIPHERTEXT) {
            throw QrProblem.invalid(name + " is too short");
        }
    }

    static void length(
            String name, Base64.Decoder decoder, String text, int shortest, int longest) {
        int length = decode(name, decoder, text).length;
        if (length < shortest || length > longest) {
            throw QrProblem.invalid(name + " has a wrong length");
        }
    }

    private static byte[] decode(String name, Base64.Decoder decoder, String text) {
        if (text == null) {
            throw QrProblem.invalid(name + " is required");
        }
        try {
            return decoder.decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw QrProblem.invalid(name + " is not Base64").causedBy(notBase64);
        }
    }

    private static void required(String name, String text, int longest) {
        if (text == null || text.isBlank()) {
            throw QrProblem.invalid(name + " is required");
        }
        if (text.length() > longest || CONTROL.matcher(text).find()) {
            throw QrProblem.invalid(name + " is too long or not printable");
        }
    }
}
