package dev.postern.credential.authentication;

import dev.postern.credential.CredentialConfig;
import dev.postern.credential.CredentialConfig.CounterPolicy;
import dev.postern.credential.Verifications;
import dev.postern.credential.VerifyRequest;
import dev.postern.credential.challenge.Ceremony;
import dev.postern.credential.challenge.ChallengeClient;
import dev.postern.credential.challenge.ConsumedChallenge;
import dev.postern.credential.record.CredentialRecord;
import dev.postern.credential.record.CredentialRepository;
import dev.postern.credential.relyingparty.AuthenticationResponse;
import dev.postern.credential.relyingparty.Refusal;
import dev.postern.credential.relyingparty.RelyingParty;
import dev.postern.credential.relyingparty.ResponseReader;
import dev.postern.credential.relyingparty.VerifiedAuthentication;
import dev.postern.credential.relyingparty.Verifier;
import dev.postern.credential.session.SessionApi.SignIn;
import dev.postern.credential.session.SessionClient;
import dev.postern.credential.signal.Signals;
import dev.postern.problem.ApiProblem;
import dev.postern.settings.SettingsSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Signs a user in with a passkey: consume the challenge, look the record up, verify, record the
 * use, open a session. Whatever fails after the first step burns the challenge.
 */
@ApplicationScoped
public class AuthenticationCeremony {

    private final ChallengeClient challenges;
    private final ResponseReader reader;
    private final CredentialRepository credentials;
    private final RelyingParty relyingParty;
    private final Verifier verifier;
    private final SessionClient sessions;
    private final SettingsSource settings;
    private final Verifications verifications;
    private final Signals signals;
    private final boolean rejectsClones;

    AuthenticationCeremony(
            ChallengeClient challenges,
            ResponseReader reader,
            CredentialRepository credentials,
            RelyingParty relyingParty,
            Verifier verifier,
            SessionClient sessions,
            SettingsSource settings,
            Verifications verifications,
            Signals signals,
            CredentialConfig config) {
        this.challenges = challenges;
        this.reader = reader;
        this.credentials = credentials;
        this.relyingParty = relyingParty;
        this.verifier = verifier;
        this.sessions = sessions;
        this.settings = settings;
        this.verifications = verifications;
        this.signals = signals;
        this.rejectsClones = config.counterPolicy() == CounterPolicy.REJECT;
    }

    /** The device that signs in. */
    public record Device(String ip, boolean forwarded, String userAgent) {}

    /** One answer on its way, with all that has been found out for it. */
    private record Attempt(
            ConsumedChallenge challenge,
            AuthenticationResponse response,
            CredentialRecord record,
            VerifiedAuthentication verified) {

        Attempt with(CredentialRecord found) {
            return new Attempt(challenge, response, found, verified);
        }

        Attempt with(VerifiedAuthentication result) {
            return new Attempt(challenge, response, record, result);
        }
    }

    /** The session, as session-service wrote it. */
    public Uni<RestResponse<byte[]>> verify(VerifyRequest request, Device device) {
        return verifications.counted(
                Ceremony.AUTHENTICATION,
                challenges
                        .consumeAuthentication(request.challenge(), device.ip(), device.forwarded())
                        .map(challenge -> attempt(challenge, request))
                        .chain(this::identify)
                        .chain(this::verifyAssertion)
                        .chain(this::recordUse)
                        .chain(attempt -> openSession(attempt, device)));
    }

    private Attempt attempt(ConsumedChallenge challenge, VerifyRequest request) {
        return new Attempt(challenge, reader.authentication(request.credential()), null, null);
    }

    /** WebAuthn Level 3 §7.2 step 6: the user handle names the owner of the credential. */
    private Uni<Attempt> identify(Attempt attempt) {
        return credentials
                .findByCredentialId(attempt.response().id())
                .map(found -> found.orElseThrow(() -> unknown(attempt.response().id())))
                .map(
                        record -> {
                            if (!record.userId().equals(attempt.response().user())) {
                                throw Refusal.OWNER_MISMATCH.problem();
                            }
                            return attempt.with(record);
                        });
    }

    private ApiProblem unknown(byte[] credentialId) {
        return Refusal.CREDENTIAL_UNKNOWN
                .problem()
                .withHeader(Signals.HEADER, signals.unknownCredential(credentialId));
    }

    private Uni<Attempt> verifyAssertion(Attempt attempt) {
        return verifier.run(
                        () ->
                                relyingParty.verifyAuthentication(
                                        attempt.response(),
                                        attempt.record(),
                                        attempt.challenge().expectation(settings.current())))
                .map(attempt::with);
    }

    private Uni<Attempt> recordUse(Attempt attempt) {
        return credentials
                .authenticate(
                        attempt.challenge().hash(),
                        attempt.record().id(),
                        attempt.verified(),
                        rejectsClones)
                .invoke(
                        suspected -> {
                            if (suspected) {
                                verifications.cloneSuspected();
                            }
                        })
                .replaceWith(attempt);
    }

    private Uni<RestResponse<byte[]>> openSession(Attempt attempt, Device device) {
        return sessions.open(
                        new SignIn(
                                attempt.record().userId(),
                                "passkey",
                                attempt.record().id(),
                                aal(attempt.verified()),
                                device.ip(),
                                device.userAgent()))
                .onFailure(AuthenticationCeremony::isUserGone)
                .transform(Refusal.USER_UNKNOWN::causedBy);
    }

    /** A passkey unlocked by its user is two factors in one, where the project says so. */
    private String aal(VerifiedAuthentication verified) {
        return verified.userVerified() && settings.current().passkeys().uvGrantsAal2()
                ? "aal2"
                : "aal1";
    }

    private static boolean isUserGone(Throwable failure) {
        return failure instanceof ApiProblem problem && problem.status() == 404;
    }
}
