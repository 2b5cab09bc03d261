package dev.postern.credential.signal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.auth.AccessToken;
import dev.postern.settings.SettingsSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes the options of the signal methods of {@code PublicKeyCredential}, keyed by the method, as
 * base64url of JSON: {@code {"signalUnknownCredential":{"rpId":…,"credentialId":…}}}. They travel
 * in a header, which no client trips over.
 */
@ApplicationScoped
public class Signals {

    /** The header that carries them. */
    public static final String HEADER = "x-postern-signal";

    private static final int LONGEST = 6_000;

    private final SettingsSource settings;
    private final ObjectMapper json;

    Signals(SettingsSource settings, ObjectMapper json) {
        this.settings = settings;
        this.json = json;
    }

    /**
     * The relying party has no such credential, for certain. A provider that is told deletes it for
     * good, so a failed look-up MUST NOT be reported as one.
     */
    public String unknownCredential(byte[] credentialId) {
        return encode(
                Map.of(
                        "signalUnknownCredential",
                        Map.of("rpId", rpId(), "credentialId", base64url(credentialId))));
    }

    /** The credentials that a user has; a longer list than a header may hold is left out. */
    public String allAccepted(UUID userId, List<String> credentialIds) {
        String signal =
                encode(
                        Map.of(
                                "signalAllAcceptedCredentials",
                                Map.of(
                                        "rpId",
                                        rpId(),
                                        "userId",
                                        handle(userId),
                                        "allAcceptedCredentialIds",
                                        credentialIds)));
        return signal.length() > LONGEST ? encode(Map.of()) : signal;
    }

    /** The names that a provider shows for a user. */
    public String currentUser(AccessToken user) {
        String name = user.email().isEmpty() ? user.phone() : user.email();
        boolean named = user.userMetadata().get("name") instanceof String text && !text.isEmpty();
        return encode(
                Map.of(
                        "signalCurrentUserDetails",
                        Map.of(
                                "rpId",
                                rpId(),
                                "userId",
                                handle(user.userId()),
                                "name",
                                name,
                                "displayName",
                                named ? user.userMetadata().get("name") : name)));
    }

    private String rpId() {
        return settings.current().relyingParty().id();
    }

    private static String handle(UUID userId) {
        return base64url(userId.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String encode(Map<String, ?> signal) {
        try {
            return base64url(json.writeValueAsBytes(signal));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts are always JSON", impossible);
        }
    }
}
