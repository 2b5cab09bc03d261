package dev.postern.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.conformance.ConformanceLedger;
import dev.postern.testkit.conformance.ConformanceLedger.Line;
import dev.postern.testkit.conformance.TestIndex;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Writes down which test shows which case of upstream's suite, and which advisory's lesson. */
class ConformanceIndexTest {

    private static final String UPSTREAM =
            """
            TestRegistrationOptionsSuccess|creation options|RegistrationOptionsTest#testRegistrationOptionsSuccess
            TestRegistrationOptionsWithExistingPasskeys|excludeCredentials|RegistrationOptionsTest#testRegistrationOptionsWithExistingPasskeys
            TestRegistrationOptionsTooManyPasskeys|at the cap|RegistrationOptionsTest#testRegistrationOptionsTooManyPasskeys
            TestRegistrationOptionsUnauthenticated|no bearer|RegistrationOptionsTest#testRegistrationOptionsUnauthenticated
            TestRegistrationOptionsAnonymousUser|anonymous user|RegistrationOptionsTest#testRegistrationOptionsAnonymousUser
            TestRegistrationOptionsSSOUser|SSO user|RegistrationOptionsTest#testRegistrationOptionsSSOUser
            TestRegistrationOptionsBlockedAtAAL1WhenMFAEnabled|aal1 with a factor|RegistrationOptionsTest#testRegistrationOptionsBlockedAtAAL1WhenMFAEnabled
            TestAuthenticationPasskeyDisabled (options)|passkeys off|AuthenticationOptionsTest#testAuthenticationPasskeyDisabled
            TestWebAuthnUserDisplayNameFromMetadata|a name in the metadata|RegistrationOptionsTest#testWebAuthnUserDisplayNameFromMetadata
            TestWebAuthnUserWithPhone|no e-mail address|RegistrationOptionsTest#testWebAuthnUserWithPhone
            TestConsumeByIDWrongType and WrongUser|another ceremony or user|ConsumeTest#testConsumeWrongTypeAndWrongUserLeaveTheChallenge
            TestConsumeByIDNotFound|unknown id|ConsumeTest#testConsumeNotFound
            TestSessionDataRoundTrip|what is written is read|issuing.ChallengeTest#shouldReadWhatItWrites
            TestIsExpiredFuture and Past|the instant of expiry|issuing.ChallengeTest#shouldExpireExactly
            """;

    private static final String ADVISORIES =
            """
            GHSA-h4fw-6r7f-w494|a client that overrides userVerification|AuthenticationOptionsTest#shouldNotLookAtTheBody
            GHSA-875x-g8p7-5w27|enumeration by allowCredentials|FidoOptionsConformanceTest#shouldHaveTheShapeOfRequestOptions
            pocket-id fe003b9|a challenge that answers twice|ConsumeTest#shouldLetOneOfAThousandParallelConsumersWin
            supabase/auth b6878c2|a banned user's access token|RegistrationOptionsTest#shouldRefuseABannedUserUntilTheBanEnds
            """;

    @Test
    void shouldIndexUpstreamsSuite() {
        List<Line> lines = TestIndex.read("dev.postern.challenge", UPSTREAM);

        assertThat(lines).extracting(Line::id).doesNotHaveDuplicates();
        ConformanceLedger.write(
                "Upstream's PasskeyTestSuite: options and challenges",
                "The same, for options and the life of a challenge.",
                lines);
    }

    @Test
    void shouldIndexTheAdvisories() {
        ConformanceLedger.write(
                "Advisories: options and challenges",
                "The same, for options and challenges.",
                TestIndex.read("dev.postern.challenge", ADVISORIES));
    }
}
