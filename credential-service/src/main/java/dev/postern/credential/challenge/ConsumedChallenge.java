package dev.postern.credential.challenge;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.credential.attestation.Conveyance;
import dev.postern.credential.relyingparty.Expectation;
import dev.postern.settings.OfferedAlgorithms;
import dev.postern.settings.ProjectSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/**
 * A challenge that nobody else will get.
 *
 * @param challenge base64url, unpadded
 * @param userVerification {@code required}, {@code preferred} or {@code discouraged}, as the
 *     ceremony's options asked
 * @param conditional whether the client was asked to register without asking its user
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConsumedChallenge(
        String challenge,
        @JsonProperty("user_verification") String userVerification,
        boolean conditional) {

    /** What marks this challenge as used up in the database. */
    public byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(challenge.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** What a response to this challenge must meet. */
    public Expectation expectation(ProjectSettings settings) {
        ProjectSettings.RelyingParty relyingParty = settings.relyingParty();
        return new Expectation(
                relyingParty.id(),
                relyingParty.allOrigins(),
                Set.copyOf(relyingParty.topOrigins()),
                challenge,
                !conditional,
                "required".equals(userVerification),
                OfferedAlgorithms.of(settings.passkeys()),
                Conveyance.named(settings.passkeys().attestation()));
    }
}
