package dev.postern.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What session-service is told by its environment; settings stored by an operator win over it. */
@ConfigMapping(prefix = "postern")
public interface SessionConfig {

    /** Base64 of the 32 bytes from which every secret at rest is sealed or derived. */
    Optional<String> masterKey();

    /**
     * A second key beside {@link #masterKey()}: what it sealed is opened and sealed anew, and
     * refresh tokens made with it are taken. Only while the master key is exchanged.
     */
    Optional<String> masterKeyPrevious();

    /** How signing keys follow one another. */
    SigningKeys signingKeys();

    /** Where a link in a mail leads when the application named no allowed place. */
    URI siteUrl();

    /** The public base of this API: issuer of access tokens and base of links in mails. */
    URI apiExternalUrl();

    /** The relying party of the project's passkeys. */
    RelyingParty rp();

    /**
     * The app key of a QR application for {@link #siteUrl}'s origin; without it there are only the
     * applications that an administrator added.
     */
    Optional<String> qrAppKey();

    /** How mails are used. */
    Mailer mailer();

    /** Which sign-ups are let through. */
    SignUps signUps();

    /** How requests are limited. */
    RateLimits rateLimits();

    /** How passkeys are used. */
    Passkeys passkeys();

    /** How sessions and their tokens live. */
    Sessions sessions();

    /** What a password must be and what its hash costs. */
    Passwords passwords();

    /** Passkey settings of the project. */
    interface Passkeys {
        /** Whether passkeys are on. */
        @WithDefault("true")
        boolean enabled();

        /** How many passkeys one user may have. */
        @WithDefault("10")
        @Min(1)
        int maxPerUser();

        /** How long a challenge may be answered. */
        @WithDefault("PT5M")
        Duration challengeTtl();

        /** User verification asked of the authenticator. */
        @WithDefault("preferred")
        @Pattern(regexp = "required|preferred|discouraged")
        String userVerification();

        /** Attestation asked of the authenticator. */
        @WithDefault("none")
        @Pattern(regexp = "none|indirect|direct")
        String attestation();

        /** Whether a sign-in with user verification opens a session of aal2. */
        @WithDefault("false")
        boolean uvGrantsAal2();

        /** Whether a user's last way to sign in cannot be deleted. */
        @WithDefault("false")
        boolean keepsLastMethod();

        /** Whether a passkey may open an account, where addresses need no confirmation. */
        @WithDefault("false")
        boolean signUp();

        /** COSE identifiers offered beside the standard algorithms, e.g. -49. */
        Optional<List<Long>> moreAlgorithms();
    }

    /** The relying party of WebAuthn. */
    interface RelyingParty {
        /** RP ID, a host name. */
        Optional<String> id();

        /** The name an authenticator shows. */
        Optional<String> name();

        /** Origins, comma-separated. */
        Optional<String> origins();

        /** Origins outside the RP ID that may use its passkeys, comma-separated. */
        Optional<String> relatedOrigins();

        /** Origins of pages that may frame a ceremony, comma-separated. */
        Optional<String> topOrigins();
    }

    /** How mails are used. */
    interface Mailer {

        /** Whether an e-mail address counts as confirmed without a mail. */
        @WithDefault("false")
        boolean autoconfirm();

        /** How long a mailed code or link may be used. */
        @WithDefault("PT24H")
        Duration otpExpiry();

        /** How many digits a mailed code has. */
        @WithDefault("6")
        @Min(6)
        @Max(10)
        int otpLength();

        /** The shortest time between two mails of one kind to one user. */
        @WithDefault("PT1M")
        Duration minInterval();

        /**
         * Whether users are told by mail when a passkey comes or goes and when a browser got a
         * session from their phone.
         */
        @WithDefault("true")
        boolean notices();

        /** Whether a change of address is confirmed at the old address too. */
        @WithDefault("true")
        boolean secureEmailChange();

        /** Whether a mail may sign somebody in; confirmations and recoveries are mailed anyway. */
        @WithDefault("true")
        boolean magicLinks();

        /** Folder whose files take the place of the mail templates of the same name. */
        Optional<Path> templates();
    }

    /** Sign-up policy. */
    interface SignUps {

        /** Whether new users are refused. */
        @WithDefault("false")
        boolean disabled();

        /** Whether e-mail and password serve to sign up and in. */
        @WithDefault("true")
        boolean email();

        /** Whether users without any address may sign up. */
        @WithDefault("false")
        boolean anonymous();

        /** Places beside the site URL where links may lead: URLs and globs, comma-separated. */
        Optional<String> redirectUrls();
    }

    /** Requests per client and five minutes, unless it says otherwise. */
    interface RateLimits {

        /** Whether anything is limited. */
        @WithDefault("true")
        boolean enabled();

        /** Passkey ceremonies. */
        @WithDefault("30")
        @Min(1)
        int passkey();

        /** Sign-ins and refreshes. */
        @WithDefault("150")
        @Min(1)
        int token();

        /** Sign-ups and mails. */
        @WithDefault("30")
        @Min(1)
        int otp();

        /** Codes and links. */
        @WithDefault("30")
        @Min(1)
        int verify();

        /** Anonymous sign-ups per client and hour. */
        @WithDefault("30")
        @Min(1)
        int anonymous();

        /** Mails of the whole project per hour. */
        @WithDefault("30")
        @Min(1)
        int emailSent();

        /** Wrong passwords for one account from clients that never signed in to it. */
        @WithDefault("10")
        @Min(1)
        int password();

        /** Requests of a peer that stands for many clients. */
        @WithDefault("300")
        @Min(1)
        int byPeer();
    }

    /** The life of signing keys. */
    interface SigningKeys {

        /** How long a key signs before the next one does; zero leaves it to administrators. */
        @WithDefault("P90D")
        Duration rotationInterval();

        /**
         * How long caches may show an older key set: the shortest time between two rotations, and
         * how long a key is still published after its last token has expired.
         */
        @WithDefault("PT10M")
        Duration overlap();
    }

    /** Session policy. */
    interface Sessions {

        /** Life of an access token. */
        @WithDefault("PT1H")
        Duration accessTokenLife();

        /** Whether reuse of an old refresh token ends its session. */
        @WithDefault("true")
        boolean rotation();

        /** How long an old refresh token is taken for a lost answer. */
        @WithDefault("PT10S")
        Duration reuseInterval();

        /** Life of a session; zero is endless. */
        @WithDefault("PT0S")
        Duration timebox();

        /** A session that is not refreshed for so long ends; zero never. */
        @WithDefault("PT0S")
        Duration inactivityTimeout();

        /** Whether a new sign-in ends the user's older sessions. */
        @WithDefault("false")
        boolean singlePerUser();
    }

    /** Password policy and cost. */
    interface Passwords {

        /** The shortest password, in characters. */
        @WithDefault("6")
        @Min(6)
        @Max(72)
        int minLength();

        /** Whether a mailed nonce is asked for when the session is older than a day. */
        @WithDefault("false")
        boolean updateRequiresReauthentication();

        /** Whether the current password is asked for, but of sessions that a mail opened. */
        @WithDefault("false")
        boolean updateRequiresCurrent();

        /** How many hashes run at once; default: half the processors. */
        Optional<Integer> concurrency();

        /** How many hashes may wait for a turn before requests are refused with 503. */
        @WithDefault("64")
        @Min(1)
        int queue();

        /** Memory of one argon2id hash in KiB. */
        @WithDefault("12288")
        @Min(7168)
        int memoryKib();

        /** Passes of one argon2id hash over its memory. */
        @WithDefault("3")
        @Min(1)
        int iterations();
    }
}
