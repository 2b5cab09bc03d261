package dev.postern.session.settings;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.session.SessionConfig;
import dev.postern.settings.ProjectSettings;
import dev.postern.settings.QrApplication;
import dev.postern.settings.QrSettings;
import dev.postern.settings.RelyingPartyRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Every setting of the project under its name in the Management API. Durations are seconds, 0 where
 * there is no limit; lists are comma-separated texts.
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AuthSettings(
        String siteUrl,
        String uriAllowList,
        boolean disableSignup,
        boolean externalEmailEnabled,
        boolean externalPhoneEnabled,
        boolean externalAnonymousUsersEnabled,
        boolean externalEmailMagicLinkEnabled,
        boolean mailerAutoconfirm,
        boolean mailerSecureEmailChangeEnabled,
        long mailerOtpExp,
        int mailerOtpLength,
        long smtpMaxFrequency,
        int passwordMinLength,
        boolean securityUpdatePasswordRequireReauthentication,
        boolean securityUpdatePasswordRequireCurrentPassword,
        long jwtExp,
        boolean refreshTokenRotationEnabled,
        long securityRefreshTokenReuseInterval,
        long sessionsTimebox,
        long sessionsInactivityTimeout,
        boolean sessionsSinglePerUser,
        boolean rateLimitsEnabled,
        int rateLimitTokenRefresh,
        int rateLimitOtp,
        int rateLimitVerify,
        int rateLimitAnonymousUsers,
        int rateLimitEmailSent,
        int rateLimitPasskey,
        boolean passkeyEnabled,
        int passkeyMaxPasskeysPerUser,
        long passkeyChallengeTtl,
        String passkeyUserVerification,
        String passkeyAttestation,
        @JsonProperty("passkey_uv_grants_aal2") boolean passkeyUvGrantsAal2,
        boolean passkeyKeepsLastMethod,
        boolean passkeySignUpEnabled,
        String passkeyMoreAlgorithms,
        @JsonProperty("webauthn_rp_id") String webauthnRpId,
        @JsonProperty("webauthn_rp_display_name") String webauthnRpDisplayName,
        @JsonProperty("webauthn_rp_origins") String webauthnRpOrigins,
        @JsonProperty("webauthn_rp_related_origins") String webauthnRpRelatedOrigins,
        @JsonProperty("webauthn_rp_top_origins") String webauthnRpTopOrigins) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SECRET = Pattern.compile("_(secret|pass|password|key)s?$");

    /** What the environment says. */
    static AuthSettings defaults(SessionConfig config) {
        return new AuthSettings(
                config.siteUrl().toString(),
                config.signUps().redirectUrls().orElse(""),
                config.signUps().disabled(),
                config.signUps().email(),
                false,
                config.signUps().anonymous(),
                config.mailer().magicLinks(),
                config.mailer().autoconfirm(),
                config.mailer().secureEmailChange(),
                config.mailer().otpExpiry().toSeconds(),
                config.mailer().otpLength(),
                config.mailer().minInterval().toSeconds(),
                config.passwords().minLength(),
                config.passwords().updateRequiresReauthentication(),
                config.passwords().updateRequiresCurrent(),
                config.sessions().accessTokenLife().toSeconds(),
                config.sessions().rotation(),
                config.sessions().reuseInterval().toSeconds(),
                config.sessions().timebox().toSeconds(),
                config.sessions().inactivityTimeout().toSeconds(),
                config.sessions().singlePerUser(),
                config.rateLimits().enabled(),
                config.rateLimits().token(),
                config.rateLimits().otp(),
                config.rateLimits().verify(),
                config.rateLimits().anonymous(),
                config.rateLimits().emailSent(),
                config.rateLimits().passkey(),
                config.passkeys().enabled(),
                config.passkeys().maxPerUser(),
                config.passkeys().challengeTtl().toSeconds(),
                config.passkeys().userVerification(),
                config.passkeys().attestation(),
                config.passkeys().uvGrantsAal2(),
                config.passkeys().keepsLastMethod(),
                config.passkeys().signUp(),
                config.passkeys().moreAlgorithms().orElse(List.of()).stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(",")),
                config.rp().id().orElse(""),
                config.rp().name().orElse(""),
                config.rp().origins().orElse(""),
                config.rp().relatedOrigins().orElse(""),
                config.rp().topOrigins().orElse(""));
    }

    /** The settings as the Management API shows them: everything but secrets. */
    public ObjectNode json() {
        ObjectNode json = JSON.valueToTree(this);
        List<String> secrets = new ArrayList<>();
        json.fields()
                .forEachRemaining(
                        setting -> {
                            if (setting.getValue().isTextual()
                                    && SECRET.matcher(setting.getKey()).find()) {
                                secrets.add(setting.getKey());
                            }
                        });
        return json.remove(secrets);
    }

    /** The part that the other services act on. */
    ProjectSettings project(List<QrApplication> applications) {
        return new ProjectSettings(
                new ProjectSettings.Passkeys(
                        passkeyEnabled,
                        passkeyMaxPasskeysPerUser,
                        passkeyChallengeTtl,
                        passkeyUserVerification,
                        passkeyAttestation,
                        passkeyUvGrantsAal2,
                        passkeyKeepsLastMethod,
                        passkeySignUpEnabled && !disableSignup && mailerAutoconfirm,
                        RelyingPartyRules.splitOrigins(passkeyMoreAlgorithms).stream()
                                .map(Long::valueOf)
                                .toList()),
                relyingParty(),
                new ProjectSettings.Limits(
                        rateLimitsEnabled,
                        rateLimitPasskey,
                        rateLimitTokenRefresh,
                        rateLimitOtp,
                        rateLimitVerify),
                new QrSettings(applications));
    }

    ProjectSettings.RelyingParty relyingParty() {
        return new ProjectSettings.RelyingParty(
                Optional.ofNullable(webauthnRpId).orElse("").trim(),
                webauthnRpDisplayName,
                RelyingPartyRules.splitOrigins(webauthnRpOrigins),
                RelyingPartyRules.splitOrigins(webauthnRpRelatedOrigins),
                RelyingPartyRules.splitOrigins(webauthnRpTopOrigins));
    }
}
