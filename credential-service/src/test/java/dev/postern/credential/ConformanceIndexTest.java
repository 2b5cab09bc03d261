package dev.postern.credential;

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
            TestRegisterPasskeyHappyPath|200, row stored|RegistrationVerifyTest#shouldStoreThePasskeyAndAnswerItsIdNameAndTime
            TestRegisterVerifyCapEnforcedAtVerifyTime|cap 1, two challenges|RegistrationVerifyTest#shouldEnforceTheCapWhenItStores
            TestRegisterVerifyChallengeNotFound|unknown challenge|RegistrationVerifyTest#shouldNotFindAnUnknownChallenge
            TestRegisterVerifyChallengeExpired|expired challenge|RegistrationVerifyTest#shouldTellAnExpiredChallenge
            TestRegisterVerifyWrongUser|another user's challenge|RegistrationVerifyTest#shouldLeaveAnotherUsersChallengeIntact
            TestRegisterVerifyWrongChallengeType|a sign-in's challenge|RegistrationVerifyTest#shouldNotTakeAnAuthenticationChallenge
            TestRegisterVerifyInvalidChallengeID|no UUID|RegistrationVerifyTest#shouldDemandAUuid
            TestRegisterVerifyMissingFields|no challenge_id, no credential|RegistrationVerifyTest#shouldDemandBothMembers
            TestRegisterVerifyUnauthenticated|no bearer|RegistrationVerifyTest#shouldRefuseACallWithoutBearer
            TestRegisterVerifySSOUser|SSO user|RegistrationVerifyTest#shouldRefuseAnSsoUserBeforeAskingForAal2
            TestRegistrationVerifyBlockedAtAAL1WhenMFAEnabled|aal1 with a factor|RegistrationVerifyTest#shouldDemandAal2OfAUserWithAFactorAndKeepTheChallenge
            TestRegisterPasskeyAAL2HappyPathWhenMFAEnabled|aal2|RegistrationVerifyTest#shouldRegisterAtAal2
            TestDiscoverableAuthenticationHappyPath|200, use recorded|AuthenticationVerifyTest#shouldAnswerTheSessionAsItWasWrittenAndRecordTheUse
            TestDiscoverableAuthenticationUnconfirmedEmail|unconfirmed e-mail|AuthenticationVerifyTest#shouldRefuseAnUnconfirmedEmailAfterVerification
            TestDiscoverableAuthenticationBannedUser|banned user|AuthenticationVerifyTest#shouldRefuseABannedUser
            TestDiscoverableAuthenticationChallengeExpired|expired challenge|AuthenticationVerifyTest#shouldTellAnExpiredChallenge
            TestDiscoverableAuthenticationChallengeNotFound|unknown challenge|AuthenticationVerifyTest#shouldNotFindAnUnknownChallenge
            TestDiscoverableAuthenticationInvalidAssertion|wrong answers|AuthenticationVerifyTest#shouldRefuseAWrongAnswerAndBurnTheChallenge
            TestDiscoverableAuthenticationUnknownCredential|unknown credential|AuthenticationVerifyTest#shouldRefuseACredentialThatIsNotStored
            TestAuthenticationPasskeyDisabled|passkeys off|AuthenticationVerifyTest#shouldTellThatPasskeysAreOff
            TestPasskeyListEmpty|nothing|PasskeyManageTest#shouldListNothingAsAnEmptyArray
            TestPasskeyListWithPasskeys|two passkeys|PasskeyManageTest#shouldListOldestFirstWithoutAUseThatNeverWas
            TestPasskeyListDoesNotReturnOtherUsersPasskeys|others' passkeys|PasskeyManageTest#shouldNotListOthers
            TestPasskeyListUnauthenticated|no bearer|PasskeyManageTest#shouldDemandABearer
            TestPasskeyUpdateFriendlyName|another name|PasskeyManageTest#shouldRenameAtAal1
            TestPasskeyUpdateMissingFriendlyName|no name|PasskeyManageTest#shouldDemandAName
            TestPasskeyUpdateFriendlyNameTooLong|121 characters|PasskeyManageTest#shouldRefuseALongerName
            TestPasskeyUpdateAtMaxLength|120 characters|PasskeyManageTest#shouldCountTheNameInCodePoints
            TestPasskeyUpdateOtherUsersPasskey|another user's|PasskeyManageTest#shouldNotFindWhatIsNotTheUsers
            TestPasskeyUpdateNonExistent|unknown id|PasskeyManageTest#shouldNotFindWhatIsNotTheUsers
            TestPasskeyUpdateInvalidID|no UUID|PasskeyManageTest#shouldNotFindWhatIsNotTheUsers
            TestPasskeyUpdateUnauthenticated|no bearer|PasskeyManageTest#shouldDemandABearer
            TestPasskeyDelete|one's own|PasskeyManageTest#shouldDeleteForGood
            TestPasskeyDeleteOtherUsersPasskey|another user's|PasskeyManageTest#shouldNotDeleteWhatIsNotTheUsers
            TestPasskeyDeleteNonExistent|unknown id|PasskeyManageTest#shouldNotDeleteWhatIsNotTheUsers
            TestPasskeyDeleteUnauthenticated|no bearer|PasskeyManageTest#shouldDemandABearer
            TestPasskeyDeleteBlockedAtAAL1WhenMFAEnabled|aal1 with a factor|PasskeyManageTest#shouldDemandAal2OfAUserWithAFactorBeforeLookingAtTheId
            TestPasskeyDeleteAllowedAtAAL2WhenMFAEnabled|aal2|PasskeyManageTest#shouldDemandAal2OfAUserWithAFactorBeforeLookingAtTheId
            TestPasskeyManageDisabled|passkeys off|PasskeyManageTest#shouldTellThatPasskeysAreOff
            TestAdminPasskeyListEmpty|nothing|AdminPasskeyTest#shouldListNothingAsAnEmptyArray
            TestAdminPasskeyListWithPasskeys|two passkeys|AdminPasskeyTest#shouldListThePasskeysOfAnyUser
            TestAdminPasskeyListUserNotFound|unknown user|AdminPasskeyTest#shouldNotFindAnUnknownUser
            TestAdminPasskeyDelete|any user's|AdminPasskeyTest#shouldDeleteAnyUsersPasskeyAndNameTheAdministratorInTheEvent
            TestAdminPasskeyDeleteNotFound|unknown id|AdminPasskeyTest#shouldNotFindWhatIsNotThatUsers
            TestAdminPasskeyDeleteWrongUser|of another user|AdminPasskeyTest#shouldNotFindWhatIsNotThatUsers
            TestAdminPasskeyListNonAdminForbidden|no administrator|AdminPasskeyTest#shouldRefuseWhoeverIsNoAdministrator
            TestAdminPasskeyDeleteNonAdminForbidden|no administrator|AdminPasskeyTest#shouldRefuseWhoeverIsNoAdministrator
            TestAdminPasskeyListUnauthenticated|no bearer|AdminPasskeyTest#shouldDemandABearer
            TestAdminPasskeyDeleteUnauthenticated|no bearer|AdminPasskeyTest#shouldDemandABearer
            """;

    private static final String ADVISORIES =
            """
            CVE-2026-8830|policy enforced by the browser alone: algorithm|relyingparty.AlgorithmTest#shouldServeFullySpecifiedAlgorithms
            CVE-2026-8830|policy enforced by the browser alone: conveyance|PasskeyPolicyTest#shouldRefuseWhatIsNotAttestedWhereAttestationIsDemanded
            CVE-2026-37982|a replayed registration|RegistrationVerifyTest#shouldRefuseAReplayedRegistration
            pocket-id fe003b9|a replayed sign-in|AuthenticationVerifyTest#shouldRefuseAReplay
            CVE-2025-71400|deletion of anybody's passkey by its id|PasskeyManageTest#shouldNotDeleteWhatIsNotTheUsers
            CVE-2026-105209|an administrator's path whose user does not own the passkey|AdminPasskeyTest#shouldNotFindWhatIsNotThatUsers
            CVE-2026-46419|a credential of another user than the handle says|AuthenticationVerifyTest#shouldRefuseACredentialOfAnotherUserWhateverTheHandleSays
            CVE-2026-47841|a demand of user verification that gets lost|PasskeyPolicyTest#shouldHoldTheAnswerToTheVerificationOfItsChallenge
            GHSA-v9hx-v6vf-g36j|a counter that is never stored|AuthenticationVerifyTest#shouldAnswerTheSessionAsItWasWrittenAndRecordTheUse
            CVE-2026-1035|a check that is not atomic: cap|RaceTest#shouldStoreNoPasskeyOverTheCap
            CVE-2026-1035|a check that is not atomic: counter|RaceTest#shouldFindOutRacingClones
            GHSA-6hxq-p678-4hr2|a root that comes with the statement|relyingparty.AttestationTest#shouldNotTakeARootFromTheStatement
            GitLab 585333|id and rawId differ, and other wrong answers|AuthenticationVerifyTest#shouldRefuseAWrongAnswerAndBurnTheChallenge
            CVE-2026-126952|no signature|AuthenticationVerifyTest#shouldRefuseAnUnreadableCredentialAndBurnTheChallenge
            CVE-2022-21449|an ECDSA signature of zeroes|relyingparty.AlgorithmTest#shouldRefuseAPsychicSignature
            WSO2-2025-4388|a banned user with a good passkey|AuthenticationVerifyTest#shouldRefuseABannedUser
            CVE-2026-41574|an account for an address nobody confirmed|PasskeySignUpTest#shouldTakeThePasskeyBackWhenTheUserIsRefused
            mymate 42|a half-authenticated session enrols a key|RegistrationVerifyTest#shouldDemandAal2OfAUserWithAFactorAndKeepTheChallenge
            Unit 42, Pass the Passkey|user verification taken from what was asked instead of what was signed|PasskeyPolicyTest#shouldOpenAal2ForAVerifiedUserAlone
            """;

    @Test
    void shouldIndexUpstreamsSuite() {
        List<Line> lines = TestIndex.read("dev.postern.credential", UPSTREAM);

        assertThat(lines).extracting(Line::id).doesNotHaveDuplicates();
        ConformanceLedger.write(
                "Upstream's PasskeyTestSuite: verification and management",
                "The cases of Supabase Auth's own suite, by name, and the test that plays each.",
                lines);
    }

    @Test
    void shouldIndexTheAdvisories() {
        ConformanceLedger.write(
                "Advisories: ceremonies and records",
                "What the flaws of other products teach, and the test that shows it here.",
                TestIndex.read("dev.postern.credential", ADVISORIES));
    }
}
